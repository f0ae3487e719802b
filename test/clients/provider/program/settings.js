const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();

/** Whether this is the second state of the program. */
const changed = config.requireBoolean("changed");

/** A value of the first state and one of the second. */
exports.pick = (before, after) => (changed ? after : before);

/** An id as the arguments of other resources want it. */
exports.idOf = (resource) => resource.id.apply(Number);

exports.region = "fr-par";
exports.otherRegion = "de-fra-2";
exports.image = "linode/debian12";
/** The account that the token belongs to: its user's name, its address, its settings. */
exports.account = config.requireObject("account");
exports.publicKey = config.require("publicKey");
/** A self-signed pair, as PEM. */
exports.certificate = config.require("certificate");
exports.privateKey = config.requireSecret("privateKey");
/** A file that stands for a disk image. */
exports.imageFile = config.require("imageFile");
/** Whether there is a server for objects behind the buckets. */
exports.objects = config.requireBoolean("objects");
