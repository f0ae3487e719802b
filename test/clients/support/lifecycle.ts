import { expect } from "vitest";

/** Something as a client shows it; each step knows what it asked for. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever field it is about
export type View = Readonly<Record<string, any>>;

/** Which page of a list. */
export interface Page {
  readonly page: number;
  readonly page_size: number;
}

/** The life of one thing, as one client lives it. Steps that the client doesn't offer are left out. */
export interface Lifecycle {
  /** The field that tells one from the other. @default "id" */
  readonly key?: string;
  create(): Promise<View>;
  /** Fields of the new one. */
  readonly wanted: View;
  read?(made: View): Promise<View>;
  /** Undefined where the client has no way to page or to filter so. */
  list?(made: View, page?: Page, filter?: View): Promise<readonly View[] | undefined>;
  /** A filter that only the new one passes, and one that nothing does; default: by label. */
  filters?(made: View): readonly [View, View];
  update?(made: View): Promise<View>;
  /** Fields after the update. */
  readonly changed?: View;
  /** What else there is to do with it. */
  between?(made: View): Promise<void>;
  remove?(made: View): Promise<unknown>;
}

const nowhere = "no-such-label";

/** Lives it, and judges after each step what the client shows. */
export async function live(life: Lifecycle): Promise<View> {
  const key = life.key ?? "id";
  const made = await life.create();
  expect(made).toMatchObject(life.wanted);
  const keys = async (page?: Page, filter?: View) =>
    (await life.list?.(made, page, filter))?.map((one) => one[key]);

  const [one, none] = life.filters?.(made) ?? [{ label: made.label }, { label: nowhere }];
  const [read, all, page, found, nothing] = await Promise.all([
    life.read?.(made),
    keys(),
    keys({ page: 1, page_size: 25 }),
    keys(undefined, one),
    keys(undefined, none),
  ]);
  if (life.read !== undefined) expect(read).toMatchObject(life.wanted);
  if (life.list !== undefined) expect(all).toContain(made[key]);
  if (page !== undefined) expect(page).toContain(made[key]);
  if (found !== undefined) expect(found).toEqual([made[key]]);
  if (nothing !== undefined) expect(nothing).toEqual([]);
  if (life.update !== undefined) {
    expect(await life.update(made)).toMatchObject(life.changed ?? {});
    if (life.read !== undefined) expect(await life.read(made)).toMatchObject(life.changed ?? {});
  }
  await life.between?.(made);
  if (life.remove !== undefined) {
    await life.remove(made);
    const [left] = await Promise.all([
      keys(),
      life.read === undefined ? undefined : expect(life.read(made)).rejects.toThrow(/404|Not found/i),
    ]);
    if (life.list !== undefined) expect(left).not.toContain(made[key]);
  }
  return made;
}
