import { base } from "../../../../local-cloud/hosts";
import { hostOn, seed, smallWorld } from "./worlds";

/**
 * A process that owns a world, to be killed: `owner FOLDER STAGE`. Writes the world's id and then, at the stage asked for (`opened`,
 * `starting`, `serving`), its name; then it waits.
 */
async function own(folder: string, stage: string): Promise<void> {
  const at = (reached: string) => {
    if (reached === stage) console.log(reached);
    return reached === stage ? new Promise<never>(() => setInterval(() => {}, 1000)) : undefined;
  };
  const bare = await base("bare");
  const { world, internet, vpc } = await smallWorld(folder);
  console.log(world.id);
  await at("opened");
  const volume = await world.volume("data", { mebibytes: 64 });
  const one = hostOn(world, internet, "203.0.113.10/24", { name: "one", base: bare, volumes: [volume] });
  const two = hostOn(world, vpc, "10.0.0.3/24", { name: "two", base: bare, seed });
  const booting = Promise.all([one.boot(), two.boot()]);
  // Not when they have booted: in the middle of it.
  await at("starting");
  await booting;
  await one.waitFor();
  await one.exec(["sh", "-c", `mkfs.ext4 -q ${volume.path} && mount ${volume.path} /mnt`]);
  const place = await world.place("visitor", [{ network: vpc, addresses: ["10.0.0.9/24"] }]);
  // Belongs to no host: only its mark and its network tell whose it is.
  place.run(["sleep", "3600"]);
  await at("serving");
}

const [folder = "", stage = ""] = process.argv.slice(2);
own(folder, stage).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
