import fc from "fast-check";
import { hardwareKey, login, personName, wireguardKey } from "./names";

const duties = ["security", "operations", "database"] as const;
const most = { administrators: 4, employees: 3, managers: 2, leavers: 2 } as const;
const everybody = Object.values(most).reduce((sum, count) => sum + count, 0);

/** Who is there, and who was. */
export interface People {
  /** The first one is for security. */
  readonly administrators: readonly string[];
  readonly employees: readonly string[];
  readonly managers: readonly string[];
  readonly leavers: readonly string[];
  /** Each person's managed device. */
  readonly deviceOf: Readonly<Record<string, string>>;
  readonly sections: {
    readonly administrators: Readonly<Record<string, unknown>>;
    readonly devices: Readonly<Record<string, { readonly owner: string; readonly wireguardKey: string }>>;
  };
}

/** People with their devices and keys: no two share a name, a device or a key. */
export const people: fc.Arbitrary<People> = fc
  .record({
    logins: fc.uniqueArray(login, { minLength: everybody, maxLength: everybody }),
    administrators: fc.integer({ min: 2, max: most.administrators }),
    employees: fc.nat(most.employees),
    managers: fc.nat(most.managers),
    leavers: fc.nat(most.leavers),
    isAlsoManager: fc.boolean(),
    names: fc.array(personName, { minLength: 4, maxLength: 4 }),
    duties: fc.array(fc.subarray([...duties], { minLength: 1 }), { minLength: 4, maxLength: 4 }),
    second: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    keys: fc.uniqueArray(hardwareKey, { minLength: 8, maxLength: 8, selector: (key) => key.split(" ")[1] }),
    devices: fc.uniqueArray(fc.stringMatching(/^(laptop|pc|phone)-[0-9]{2,4}$/), {
      minLength: 8,
      maxLength: 8,
    }),
    wireguard: fc.uniqueArray(wireguardKey, { minLength: 8, maxLength: 8 }),
    spares: fc.nat(1),
  })
  .map((drawn) => {
    const administrators = drawn.logins.slice(0, drawn.administrators);
    const employees = drawn.logins.slice(4, 4 + drawn.employees);
    const managers = [
      ...drawn.logins.slice(7, 7 + drawn.managers),
      ...(drawn.isAlsoManager ? administrators.slice(-1) : []),
    ];
    const owners = [...administrators, ...employees, ...administrators.slice(0, drawn.spares)];
    const deviceOf: Record<string, string> = {};
    const devices: Record<string, { owner: string; wireguardKey: string }> = {};
    for (const [index, owner] of owners.entries()) {
      const name = drawn.devices[index] ?? `spare-${index}`;
      deviceOf[owner] ??= name;
      devices[name] = { owner, wireguardKey: drawn.wireguard[index] ?? "" };
    }
    const entryOf = (who: string, index: number) => ({
      name: drawn.names[index],
      duties: index === 0 ? [...new Set(["security", ...(drawn.duties[0] ?? [])])] : drawn.duties[index],
      device: deviceOf[who],
      keys: drawn.keys.slice(2 * index, 2 * index + (drawn.second[index] ? 2 : 1)),
    });
    return {
      administrators,
      employees,
      managers,
      leavers: drawn.logins.slice(9, 9 + drawn.leavers),
      deviceOf,
      sections: {
        administrators: Object.fromEntries(administrators.map((who, index) => [who, entryOf(who, index)])),
        devices,
      },
    };
  });
