// Loaded into every process of a preview: notes each connection that leaves this machine's loopback, and refuses it.
const fs = require("node:fs");
const net = require("node:net");
const dns = require("node:dns");

const note = (what) => fs.appendFileSync(process.env.WATCHED_LOG, `${what}\n`);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  // A path is a socket of this machine's, such as tsx's to the command that started it.
  const host = typeof options === "object" ? (options.host ?? "localhost") : args[1];
  if (options?.path === undefined && !["127.0.0.1", "localhost", "::1"].includes(host)) {
    note(`connect ${JSON.stringify(host)}`);
    throw new Error("No connection leaves this machine.");
  }
  return connect.apply(this, args);
};
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
  const ask = dns[name];
  dns[name] = (host, ...rest) => {
    if (!["127.0.0.1", "localhost", "::1"].includes(host)) note(`${name} ${host}`);
    return ask(host, ...rest);
  };
}
note(`started ${process.argv.slice(1).join(" ")}`);
