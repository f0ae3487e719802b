import { Misfit } from "../misfit";
import { stackSection } from "../stackConfiguration";
import { dayOf, momentOf } from "./dates";

/** A part of the configuration that is not what it should be. The message names its key, never its value. */
export class BadEntry extends Misfit {
  constructor(
    readonly key: string,
    wanted: string,
  ) {
    super(`is not ${wanted}`, `Write \`${key}\` as docs/configuration.md shows.`);
  }
}

/**
 * One value of the stack's configuration, which knows its key. Whatever is not there reads as `undefined` or as empty;
 * whatever is of another shape throws a {@link BadEntry}.
 */
export class Entry {
  /** @param key Such as `bastide:grants[0].who`. */
  constructor(
    readonly key: string,
    readonly value: unknown,
  ) {}

  /** Whether anything is written here. */
  get isThere(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** A setting of a group. */
  get(name: string): Entry {
    const group = this.#group();
    return new Entry(`${this.key}.${name}`, Object.hasOwn(group, name) ? group[name] : undefined);
  }

  /** All settings of a group by name. */
  entries(): readonly (readonly [string, Entry])[] {
    return Object.keys(this.#group()).map((name) => [name, this.get(name)]);
  }

  /** The items of a list. */
  items(): readonly Entry[] {
    if (!this.isThere) {
      return [];
    }
    if (!Array.isArray(this.value)) {
      throw new BadEntry(this.key, "a list");
    }
    return this.value.map((item, index) => new Entry(`${this.key}[${index}]`, item));
  }

  /** A text that must be there. */
  text(wanted = "a text"): string {
    if (typeof this.value !== "string" || this.value.trim() === "") {
      throw new BadEntry(this.key, wanted);
    }
    return this.value;
  }

  /** A number in a range that must be there. */
  number(minimum: number, maximum = Number.POSITIVE_INFINITY): number {
    if (typeof this.value !== "number" || !(this.value >= minimum && this.value <= maximum)) {
      throw new BadEntry(this.key, `a number of at least ${minimum}`);
    }
    return this.value;
  }

  /** The beginning of a day that must be there. */
  day(): number {
    const at = dayOf(this.text("a date in the form YYYY-MM-DD"));
    if (at === undefined) {
      throw new BadEntry(this.key, "a date in the form YYYY-MM-DD");
    }
    return at;
  }

  /** A moment that must be there. */
  moment(): number {
    const at = momentOf(this.text("a moment in the form 2026-01-31T09:00:00Z"));
    if (at === undefined) {
      throw new BadEntry(this.key, "a moment in the form 2026-01-31T09:00:00Z");
    }
    return at;
  }

  #group(): Readonly<Record<string, unknown>> {
    if (!this.isThere) {
      return {};
    }
    if (typeof this.value !== "object" || Array.isArray(this.value)) {
      throw new BadEntry(this.key, "a group of settings");
    }
    return this.value as Readonly<Record<string, unknown>>;
  }
}

/** A section of the stack's configuration. @throws Misfit when it can't be read. */
export function section(name: string): Entry {
  return new Entry(`bastide:${name}`, stackSection(name));
}
