// One program that makes every type of resource of @pulumi/linode that the local cloud serves, with every argument. A
// second state of it (`changed`) differs in every argument that can be changed in place.
const { balancers } = require("./balancers");
const { compute } = require("./compute");
const { disks } = require("./disks");
const { network } = require("./network");
const { people } = require("./people");
const { readAll } = require("./reads");
const { storage } = require("./storage");

const made = { ...people(), ...network() };
Object.assign(made, storage(made));
Object.assign(made, compute(made));
Object.assign(made, disks(made));
Object.assign(made, balancers(made));

module.exports = readAll(made);
