// A customer on the internet, who uses a class's endpoint: a new account and a look at their records in turn, one request each EVERY seconds, whatever became of
// the ones before. Standard input is {"address", "port", "name", "ca", "key", "every", "seconds"} in JSON, since the key is a secret. Prints a line a
// request: KIND START END STATUS, times in Unix seconds, STATUS of HTTP or a word for what happened instead. SIGTERM ends it, after what is under way.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { rootCertificates } from "node:tls";

const { address, port, name, ca, key, every, seconds } = JSON.parse(readFileSync(0, "utf8"));
const agent = new Agent({ keepAlive: true, maxSockets: 30 });
const patience = 20_000;

const ask = (kind, number) =>
  new Promise((resolve) => {
    const start = Date.now() / 1000;
    const note = (status) => {
      process.stdout.write(`${kind}\t${start.toFixed(3)}\t${(Date.now() / 1000).toFixed(3)}\t${status}\n`);
      resolve();
    };
    const body =
      kind === "write"
        ? JSON.stringify({ login: `drill-${number}`, password: `of nobody at all ${number}` })
        : "";
    const asked = request({
      ...{ host: address, port, servername: name, agent, timeout: patience, ca: [...rootCertificates, ca] },
      ...(kind === "write"
        ? { method: "POST", path: "/v1/accounts" }
        : { method: "GET", path: "/v1/records?limit=1" }),
      headers: {
        host: name,
        authorization: `Bearer ${key}`,
        ...(body === "" ? {} : { "content-type": "application/json", "content-length": body.length }),
      },
    });
    asked.on("response", (answer) => {
      answer.resume().on("close", () => note(answer.complete ? answer.statusCode : "broken off"));
    });
    asked.on("timeout", () => asked.destroy(Object.assign(new Error(), { code: "no answer" })));
    asked.on("error", (error) => note(error.code ?? "error"));
    asked.end(body);
  });

const end = Date.now() + seconds * 1000;
const underWay = new Set();
let isOver = false;
process.on("SIGTERM", () => {
  isOver = true;
});
for (let number = 1; !isOver && Date.now() < end; number++) {
  const one = ask(number % 2 === 1 ? "write" : "read", number).then(() => underWay.delete(one));
  underWay.add(one);
  await new Promise((resolve) => setTimeout(resolve, every * 1000));
}
await Promise.all(underWay);
agent.destroy();
