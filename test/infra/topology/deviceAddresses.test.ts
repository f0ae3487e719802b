import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { deviceAddress, gatewayAddress } from "../../../infra/topology/deviceAddresses";
import { seeded } from "../../support/infraStackConfigs";

const overlays = fc.ipV4();
const domain = "data.example.org";
const groups = (address: string) => address.split(":").map((group) => Number.parseInt(group, 16));

describe("addresses of devices", () => {
  it("are whole IPv6 addresses in one /48 of the organisation's own", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), overlays, (name, overlay) => {
        const both = [deviceAddress(domain, name), gatewayAddress(domain, overlay)];
        for (const address of both) {
          expect(address).toMatch(/^fd[0-9a-f]{2}(:[0-9a-f]{1,4}){7}$/);
          expect(groups(address).slice(0, 3)).toEqual(groups(deviceAddress(domain, "another")).slice(0, 3));
        }
        expect(groups(both[0] ?? "")[3]).not.toBe(groups(both[1] ?? "")[3]);
      }),
      seeded,
    );
  });

  it("are others for other names, other gateways and other organisations", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 50 }), (names) => {
        expect(new Set(names.map((name) => deviceAddress(domain, name))).size).toBe(names.length);
      }),
      seeded,
    );
    expect(gatewayAddress(domain, "10.65.129.16")).not.toBe(gatewayAddress(domain, "10.65.130.16"));
    expect(deviceAddress("other.example.org", "laptop")).not.toBe(deviceAddress(domain, "laptop"));
  });

  it("say a gateway's address in the overlay in their last 32 bits", () => {
    expect(gatewayAddress(domain, "10.65.129.16")).toMatch(/:0:0:0:0a41:8110$/);
  });
});
