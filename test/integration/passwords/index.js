// Secrets made and handed around: too short, without protection, kept as a plain string, printed, made into a tag.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");

const password = new random.RandomPassword("admin", { length: 12, special: false, upper: false });
const bytes = new random.RandomBytes("salt", { length: 32 }, { protect: true });
new random.RandomString("suffix", { length: 8 });
const pet = new random.RandomPet("pet");
new linode.Domain("zone", {
  domain: "account.example.org",
  type: "master",
  soaEmail: "a@example.org",
  description: pulumi.interpolate`Salted with ${bytes.hex} data-class:account`,
  tags: [
    "data-class:account",
    "role:edge",
    "managed-by:bastide",
    pulumi.interpolate`owner:${password.result}`,
  ],
});

exports.pet = pet.id;
exports.password = pulumi.unsecret(password.result);
