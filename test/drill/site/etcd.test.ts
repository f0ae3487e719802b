import { describe, expect, it } from "vitest";

import { etcdWhole, leadEtcd } from "../../../drill/site/etcd";

const server = (name: string, role: string, region = "fr-par") => ({ name, region, role });
const servers = [
  server("service-1", "service"),
  server("data-1", "data"),
  server("data-2", "data"),
  server("gateway", "gateway"),
  server("gateway-2", "gateway", "de-fra-2"),
];
const gateway = { name: "gateway", region: "fr-par" };

describe("a region's etcd", () => {
  it("is whole when as many members have started as the region has", async () => {
    const asked: string[] = [];
    const shell = async (host: string, script: string) => {
      asked.push(host, /= (\d+)$/m.exec(script)?.[1] ?? "");
      return { code: 0, stdout: "", stderr: "" };
    };
    await etcdWhole({ shell }, servers, "fr-par");
    expect(asked).toEqual(["data-1", "3"]);
  });

  it("is led by the one that is named once the member that led has handed over", async () => {
    const asked: string[] = [];
    const shell = async (host: string) => {
      asked.push(host);
      // Two lines of the status differ as long as another one leads.
      return { code: 0, stdout: host === "data-1" ? "handed over\n1\n" : "not the leader\n2\n", stderr: "" };
    };
    await leadEtcd({ shell }, servers, gateway);
    expect(asked).toEqual(["gateway", "data-1"]);
  });

  it("says so where nobody hands over", async () => {
    const shell = async () => ({ code: 0, stdout: "2\n", stderr: "" });
    await expect(leadEtcd({ shell }, servers, gateway)).rejects.toThrow(
      "gateway could not be made to lead the etcd of fr-par.",
    );
  });
});
