import { spawn } from "node:child_process";
import { Server } from "node:net";
import { namespacePath } from "./namespaces";
import { HostError } from "./run";

/** Opens the socket and hands it over: a socket stays in the network that it was opened in, whoever has it. */
const opener = `
const [host, port] = process.argv.slice(1);
const server = require("node:net").createServer({ pauseOnConnect: true });
server.once("error", (error) => { console.error(error.message); process.exit(1); });
server.listen(Number(port), host, () => process.send("open", server, () => process.exit(0)));
`;

/**
 * Listens for TCP in a namespace, from this process: what connects there is answered here, where the machine's own network and
 * everything in memory is within reach. Give the result to `listen` of an HTTP, HTTPS or other server. It closes with that server,
 * and with this process. Throws a HostError if the address can't be had.
 */
export function listenIn(namespace: string, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(
      "nsenter",
      [`--net=${namespacePath(namespace)}`, "--", process.execPath, "-e", opener, host, String(port)],
      { env, stdio: ["ignore", "ignore", "pipe", "ipc"] },
    );
    let said = "";
    child.stderr?.on("data", (piece) => {
      said += piece;
    });
    child.once("message", (_message, handle) => {
      if (handle instanceof Server) resolve(handle);
      else reject(new HostError(`${host}:${port} in ${namespace} was opened, but not handed over.`));
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code !== 0)
        reject(new HostError(`${host}:${port} in ${namespace} can't be listened on: ${said.trim()}`));
    });
  });
}
