import { must, withRole } from "../doors";
import { etcdUnit, etcdWhole } from "../site/etcd";
import { mendLater, mendNow } from "../site/later";
import { currentLeader } from "../site/leader";
import { setCluster, settingsNamed } from "../site/members";
import type { Scenario, Stage } from "./scenario";

/** Longer than the lease of a leader (20 s), so that it ends while nobody can renew it. */
const awaySeconds = 40;

/** Stops two of the three members of the region's etcd, all but the leader's own, and has them come back. */
async function takeMajority(stage: Stage): Promise<{ from: number }> {
  const { doors, servers, active } = stage;
  const nodes = withRole(servers, "data", active);
  const leader = await currentLeader(doors, nodes);
  const hosts = [
    ...withRole(servers, "gateway", active),
    ...nodes.filter(({ name }) => name !== leader.name),
  ].map(({ name }) => name);
  const start = `systemctl start --no-block ${etcdUnit}`;
  const from = stage.now();
  const mend = await stage.breakWith({
    ...{ what: "stopped", target: `etcd on ${hosts.join(" and ")}` },
    async break() {
      await Promise.all(hosts.map((host) => mendLater(doors, host, start)));
      await Promise.all(hosts.map((host) => must(doors, host, `systemctl stop ${etcdUnit}`)));
    },
    mend: hosts.map((host) => mendNow(host, start)),
  });
  await stage.steady(awaySeconds);
  await mend();
  await stage.step("hosts", `etcd of ${active} is whole`, () => etcdWhole(doors, servers, active));
  await stage.whole(active);
  return { from };
}

/** The same with Patroni's default, by which a leader that can't renew its lease stops taking writes. */
async function withoutFailsafe(stage: Stage): Promise<{ from: number }> {
  const { doors, active, leader } = stage;
  const own = await settingsNamed(doors, leader.name, ["failsafe_mode"]);
  const set = (name: string, act: () => Promise<unknown>) =>
    stage.step("drill", name, async () => {
      await act();
      await stage.steady(5);
    });
  const mended = stage.leaving("failsafe_mode", [{ does: "set", region: active, settings: own }]);
  await set("no failsafe_mode, as is Patroni's default", () =>
    setCluster(doors, leader.name, { failsafe_mode: false }),
  );
  const played = await takeMajority(stage);
  await set("the class's own failsafe_mode", mended);
  return played;
}

/** What keeps the leader is lost, and the leader is not. */
export const etcdQuorumLoss: Scenario = {
  name: "etcd-quorum-loss",
  about: `Two of the three members of the active region's etcd are stopped for ${awaySeconds} s, all but the leader's own; then they are back.`,
  baseline: {
    about: "the same without failsafe_mode, which is off by Patroni's default",
    play: withoutFailsafe,
  },
  async play(stage) {
    const { from } = await takeMajority(stage);
    return {
      from,
      fromWhat: "the fault",
      mostSeconds: 2,
      shareOfBaseline: 0.1,
      notCovered: [
        "Members that lose their data: they were stopped, and came back with what they had.",
        "The leader's node lost while etcd has no majority: nobody can be chosen then.",
        "Whatever must be written to etcd: changes of the cluster's settings waited.",
      ],
    };
  },
};
