import type { Exchange } from "./cassette";
import { isObject, type JsonObject } from "./json";
import type { Names } from "./names";
import type { Stage } from "./stage";

/**
 * Does what was done at other hosts before a request, as its answer shows: images uploaded, objects put into buckets and
 * taken out. Recordings of the API have none of it.
 */
export async function catchUp(exchange: Exchange, stage: Stage, names: Names): Promise<void> {
  if (exchange.status !== 200) return;
  for (const image of uploaded(exchange)) await upload(image, stage, names);
  arrangeObjects(exchange, stage);
}

/** Images of the account's own that an answer shows with their content. */
function uploaded({ path, answer }: Exchange): JsonObject[] {
  if (!path.startsWith("/images") || !isObject(answer)) return [];
  const shown = Array.isArray(answer.data) ? answer.data : [answer];
  return shown
    .filter(isObject)
    .filter((one) => String(one.id).startsWith("private/") && one.status !== "pending_upload");
}

const megabyte = 2 ** 20;
/** An image is uploaded no larger than this: its size in MB is what matters. */
const largest = 8;

async function upload(image: JsonObject, stage: Stage, names: Names): Promise<void> {
  const name = names.meaningsOf(String(image.id))[0];
  if (name === undefined) return;
  const path = `/images/${encodeURIComponent(name)}`;
  const { body } = await stage.send({ method: "GET", path, body: undefined, filter: undefined });
  if (!isObject(body) || body.status !== "pending_upload") return;
  const size = Math.min(largest, Math.max(1, Number(image.size) || 1));
  await stage.send({
    method: "PUT",
    path: `/images/uploads/${String(name).replace(/^private\//, "")}`,
    body: "0".repeat((size - 1) * megabyte + 1),
    filter: undefined,
  });
}

function arrangeObjects(exchange: Exchange, stage: Stage): void {
  const { method, path, query, body, answer } = exchange;
  const [, bucket, about] = /^\/object-storage\/buckets\/[^/]+\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (bucket === undefined) return;
  const { objects } = stage;
  const asked = isObject(body) ? body.name : undefined;
  const name = String(asked ?? new URLSearchParams(query).get("name") ?? "");
  if (about === "object-acl" && name !== "") objects.put(bucket, name);
  if (about === "object-url" && isObject(answer)) {
    if (answer.exists === true) objects.put(bucket, name);
    else objects.remove(bucket, name);
  }
  if (about === "object-list" && isObject(answer) && Array.isArray(answer.data)) {
    // Without a filter or a further page, the answer shows the whole bucket.
    if (query === "" && answer.is_truncated !== true) objects.clear(bucket);
    for (const one of answer.data.filter(isObject)) {
      if (typeof one.size === "number") objects.put(bucket, String(one.name), one.size);
      else objects.put(bucket, `${String(one.name)}object`);
    }
  }
  // Only an empty bucket can go.
  if (method === "DELETE" && about === undefined) objects.clear(bucket);
}
