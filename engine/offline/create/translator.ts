import type { ApiObject, CloudApi } from "./api";

/** A resource's properties in plain form, with secrets revealed. Never to be printed or stored. */
export type Plain = { readonly [key: string]: unknown };

/** How one resource type of the program is spelled in Linode's API. */
export interface Translator {
  /** Where such objects are made and listed. */
  collection(inputs: Plain): string;
  body(inputs: Plain): Plain;
  /**
   * Finds what an interrupted run made and did not record. Undefined for objects without any mark of their own: for those
   * the record keeps what was there before.
   */
  readonly isSame?: (object: ApiObject, inputs: Plain) => boolean;
  /** For objects without a mark of their own: whether it could be ours at all. */
  readonly couldBe?: (object: ApiObject, inputs: Plain) => boolean;
  /** True for what shows its secret only once: a forgotten one must be removed and made again. */
  readonly secretOnce?: boolean;
  idOf?(object: ApiObject): string;
  /** Waits, and does what the provider does after the creation. Returns the object as it then is. */
  finish?(api: CloudApi, path: string, object: ApiObject, inputs: Plain): Promise<ApiObject>;
  /** Outputs beside the inputs, in the program's spelling. */
  outputs(object: ApiObject, inputs: Plain): Plain;
  /** What has to be done before the object can be deleted. */
  beforeDelete?(api: CloudApi, path: string): Promise<void>;
  /** Where it is deleted, if not where it is read. */
  deletePath?(path: string): string;
  /** Waits until a deleted object is gone. */
  readonly slowDelete?: boolean;
}

/** The fields of an object, without those that have no value. */
export function given(fields: Plain): Plain {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** `privateIp` to `private_ip`. */
export function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** All inputs in the API's spelling, except those named. */
export function snakeAll(inputs: Plain, ...except: readonly string[]): Plain {
  return given(
    Object.fromEntries(
      Object.entries(inputs)
        .filter(([key]) => !except.includes(key))
        .map(([key, value]) => [snake(key), value]),
    ),
  );
}

export function sameLabel(object: ApiObject, inputs: Plain): boolean {
  return object.label === inputs.label;
}

/** A list, or nothing. */
export function list(value: unknown): readonly Plain[] {
  return Array.isArray(value) ? value : [];
}
