import { must, withRole } from "../doors";
import { etcdWhole } from "../site/etcd";
import { mendLater, mendNow } from "../site/later";
import { currentLeader } from "../site/leader";
import type { Scenario } from "./scenario";

const fullSeconds = 100;
const volume = "/srv/data";
const file = `${volume}/bastide-drill-full`;

/** No room is left for what is written. */
export const diskFull: Scenario = {
  name: "disk-full",
  about: `A file takes all that is free on the data volume of the node that takes writes; after ${fullSeconds} s it is gone.`,
  async play(stage) {
    const { doors, servers, active } = stage;
    const nodes = withRole(servers, "data", active);
    const { name } = await currentLeader(doors, nodes);
    const remove = `rm -f ${file}`;
    const from = stage.now();
    const mend = await stage.breakWith({
      ...{ what: "full", target: `the data volume of ${name}` },
      async break() {
        await mendLater(doors, name, remove);
        await must(doors, name, `fallocate -l "$(df --output=avail -B1 ${volume} | tail -n 1)" ${file}`);
      },
      mend: [mendNow(name, remove)],
    });
    await stage.steady(fullSeconds);
    await stage.step(
      "hosts",
      "the node that leads, while it is full",
      () =>
        currentLeader(doors, nodes).then(
          (leader) => leader.name,
          () => "none",
        ),
      (leader) => leader,
    );
    await mend();
    await stage.step("hosts", `etcd of ${active} is whole`, () => etcdWhole(doors, servers, active));
    await stage.whole(active, 300);
    return {
      from,
      fromWhat: "the fault",
      mostSeconds: null,
      shareOfBaseline: null,
      notCovered: ["The volumes of both nodes full at once."],
    };
  },
};
