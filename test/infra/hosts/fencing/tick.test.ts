import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { temporaryFolder } from "../../../support/temporaryFolder";
import { askPython, python } from "../support/askPython";

const program = join(__dirname, "../../../../infra/hosts/files/data/usr/lib/bastide/fencing");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** A site as one look after the other finds it, the last for good; and what the kernel and the network are like. */
interface Site {
  readonly leader?: string;
  readonly ages: readonly number[];
  readonly roles?: Readonly<Record<string, string>>;
  readonly config?: object;
  readonly fenced?: readonly string[];
  readonly claims?: Readonly<Record<string, string>>;
  readonly answers?: boolean;
  /** The request of etcd from which on none is answered. */
  readonly silentFrom?: number;
}

const script = `import json, sys
sys.path.insert(0, ${JSON.stringify(program)})
import fencing, store
given, done = json.load(sys.stdin), []
fencing.say = lambda *_: None
leads = given.get("leader", "one")
keys = {
    "/bastide/a-b/leader": (leads, "7"),
    "/bastide/a-b/sync": (json.dumps({"leader": leads, "sync_standby": "two", "quorum": 0}), "0"),
    "/bastide/a-b/config": (json.dumps(given.get("config", {})), "0"),
}
for name, role in given.get("roles", {}).items():
    keys[f"/bastide/a-b/members/{name}"] = (json.dumps({"role": role}), "0")
for name, whom in given.get("claims", {}).items():
    keys[f"/bastide-fencing/a-b/{name}"] = (whom, "9")

class Etcd(store.Store):
    asked = 0
    def ask(self, path, body):
        self.asked += 1
        if self.asked >= given.get("silentFrom", 99):
            raise store.Unanswered(path)
        if path == "kv/txn":
            answers = []
            for each in body["success"]:
                key = store.decoded(each["requestRange"]["key"])
                found = [k for k in keys if k == key or "rangeEnd" in each["requestRange"] and k.startswith(key)]
                kvs = [{"key": store.coded(k), "value": store.coded(keys[k][0]), "lease": keys[k][1]} for k in found]
                answers.append({"response_range": {"kvs": kvs} if kvs else {}})
            return {"responses": answers}
        if path == "lease/timetolive":
            age = given["ages"].pop(0) if len(given["ages"]) > 1 else given["ages"][0]
            return {"TTL": str(20 - age), "grantedTTL": "20"}
        done.append(path)
        if path == "kv/put":
            keys[store.decoded(body["key"])] = (store.decoded(body["value"]), body["lease"])
        return {"ID": "9", "result": {"TTL": "30"}}

class Rules:
    there = set(given.get("fenced", []))
    def fenced(self):
        return set(self.there)
    def fence(self, address):
        done.append(f"fence {address}")
        self.there.add(address)
    def lift(self, address):
        done.append(f"lift {address}")
        self.there.discard(address)

def answers(address):
    done.append(f"probe {address}")
    return given.get("answers", False)

asked = fencing.Fencing("two", "a-b", {"one": "192.0.2.1", "two": "192.0.2.2"}, Etcd("", 0, "", "", ""), Rules(), answers)
try:
    asked.tick()
except store.Unanswered:
    done.append("unanswered")
if {asked.addresses[name] for name in asked.standing} != Rules.there:
    done.append(f"believes that it fences {asked.standing}")
print(json.dumps(done))`;

const one = "192.0.2.1";
const claimed = { fenced: [one], claims: { two: "one" } };

describe.skipIf(python === undefined)(`a look of fencing${note}`, () => {
  const looks: readonly (readonly [string, Site, readonly string[]])[] = [
    ["does nothing while the leader renews", { ages: [2] }, []],
    // Whole seconds: of five that are gone by etcd's word, one may not be.
    ["does nothing where four seconds may not be over", { ages: [4] }, []],
    ["asks a silent leader itself, and believes an answer", { ages: [5], answers: true }, [`probe ${one}`]],
    [
      "fences first, says so, and then releases the lease",
      { ages: [5] },
      [`probe ${one}`, `fence ${one}`, "lease/grant", "kv/put", "lease/revoke"],
    ],
    [
      "releases nothing where the leader renewed after the fence",
      { ages: [5, 0] },
      [`probe ${one}`, `fence ${one}`, "lease/grant", "kv/put"],
    ],
    [
      "says no more that it fences before it lifts",
      { ages: [1], ...claimed },
      ["kv/deleterange", `lift ${one}`],
    ],
    [
      "lifts where the lost node follows",
      { leader: "two", ages: [0], roles: { one: "replica" }, fenced: [one] },
      [`lift ${one}`],
    ],
    ["keeps a fence where the lost node has said nothing", { leader: "two", ages: [0], fenced: [one] }, []],
    [
      "takes back what it said before a boot that lifted the fence",
      { ages: [1], claims: { two: "one" } },
      ["kv/deleterange"],
    ],
    ["fences nobody whose address its own file doesn't know", { leader: "four", ages: [9] }, []],
    ["leaves a paused cluster alone", { ages: [9], config: { pause: true } }, []],
    [
      "leaves a region alone that follows another",
      { ages: [9], config: { standby_cluster: { host: "x" } } },
      [],
    ],
    ["does nothing where etcd does not answer", { ages: [9], silentFrom: 1 }, ["unanswered"]],
    ["keeps its fence where etcd does not answer", { ages: [1], ...claimed, silentFrom: 2 }, ["unanswered"]],
    [
      "keeps its fence where what it said can't be taken back",
      { ages: [1], ...claimed, silentFrom: 3 },
      ["unanswered"],
    ],
    [
      "releases nothing where nobody heard that it fences",
      { ages: [9], silentFrom: 3 },
      [`probe ${one}`, `fence ${one}`, "unanswered"],
    ],
  ];

  it("notes whom it fences when that changes, and nothing before it knows", () => {
    const folder = temporaryFolder();
    const told = `import json, os, sys
sys.path.insert(0, ${JSON.stringify(program)})
import measure
told, seen = None, []
for standing in (None, set(), {"two", "one"}, {"one", "two"}, set()):
    before = told
    told = measure.tell(standing, told)
    seen.append([open(f"{os.environ['RUNTIME_DIRECTORY']}/{name}").read() for name in sorted(os.listdir(os.environ["RUNTIME_DIRECTORY"]))] + [told is before])
print(json.dumps(seen))`;
    expect(JSON.parse(askPython(told, { env: { RUNTIME_DIRECTORY: folder } }))).toEqual([
      [true],
      ["", false],
      ["one\ntwo\n", false],
      ["one\ntwo\n", true],
      ["", false],
    ]);
  });

  it("says why etcd could not be asked, as without a certificate", () => {
    const asks = `import sys
sys.path.insert(0, ${JSON.stringify(program)})
import store
try:
    store.Store("127.0.0.1", 1, "/nowhere/ca.pem", "/nowhere/host.pem", "/nowhere/host.key").read([])
except store.Unanswered as error:
    print(error)`;
    expect(askPython(asks)).toContain("kv/txn: FileNotFoundError: [Errno 2] No such file or directory");
  });

  it.each(looks)("%s", (_, site, done) => {
    expect(JSON.parse(askPython(script, { given: site }))).toEqual(done);
  });
});
