import { describe, expect, it } from "vitest";
import { forbidGeneratedSecrets } from "../../../policy-pack/stack/forbidGeneratedSecrets";
import { forbidSecretsInOutputs } from "../../../policy-pack/stack/forbidSecretsInOutputs";
import { refuses } from "../support/refuses";
import { changed, type Member, props, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

const [password, key] = ["RandomPassword account", "ObjectStorageKey account-fr-par"];

describe("forbidGeneratedSecrets in plain text", () => {
  refuses(forbidGeneratedSecrets, [
    ["a record proves with it", "DomainRecord account", uses({ target: [password] }), "`target`"],
    ["a description shows it", "Vpc account-fr-par", uses({ description: [password] }), "`description`"],
    ["a tag shows it", "Volume account-fr-par", uses({ tags: [password] }), "`tags`"],
    ["a label shows a bucket's key", "Firewall account-fr-par-data", uses({ label: [key] }), "`label`"],
    ["another password keeps it", "RandomPassword events", uses({ keepers: [password] }), "`keepers`"],
  ]);

  it.each<[string, Member]>([
    [
      "a bucket's own keys",
      {
        type: "linode:index/objectStorageBucket:ObjectStorageBucket",
        name: "objects",
        uses: { accessKey: [key], secretKey: [key] },
      },
    ],
    ["a provider's token", { type: "pulumi:providers:linode", name: "reader", uses: { token: [password] } }],
  ])("accepts %s, which are kept secret", (_, member) => {
    expect(stackMessages(forbidGeneratedSecrets, [...twoClasses, member])).toEqual([]);
  });
});

describe("forbidSecretsInOutputs", () => {
  const result = "correct0horse1battery2staple3";
  const stack = changed(twoClasses, password, props({ result }));
  const root = "Stack test";
  refuses(forbidSecretsInOutputs, [
    ["one looks like a secret", root, props({ env: "PGPASSWORD=tr0ub4dor3xample" }), "an output"],
    ["one is deep inside", root, props({ nodes: [{ note: "token: a1b2c3d4e5f6a7b8" }] }), "an output"],
  ]);

  it("refuses a generated secret by its value, also within a text", () => {
    const told = changed(stack, root, props({ hint: `log in with ${result}` }));
    expect(stackMessages(forbidSecretsInOutputs, told)).toEqual([
      expect.stringMatching(/^Stack "test" has an output/),
    ]);
    expect(stackMessages(forbidSecretsInOutputs, told).join()).not.toContain(result);
  });

  it("waits for what is not known yet", () => {
    const unknown = changed(twoClasses, root, props({ hint: unknownString }));
    expect(stackMessages(forbidSecretsInOutputs, unknown)).toEqual([]);
  });
});
