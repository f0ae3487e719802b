/** The tables below the picture. */
import { escapeMarkup, gigabytes, money, sumOfMoney } from "../format";
import { backendState, publishedNames } from "../names";
import type { CostItem, EnclaveView, NodeView, RegionView, StackView, Warning } from "../view";

const e = escapeMarkup;
const yes = (good: boolean, text: string): string =>
  good ? e(text) : `<span class="danger">! ${e(text)}</span>`;

interface Cells {
  readonly item: string;
  readonly kind: string;
  readonly state: string;
  readonly what: string;
  readonly addresses: string;
  readonly encryption: string;
  readonly firewall: string;
  readonly cost: string;
}

const price = (costs: readonly CostItem[], ids: readonly string[]): string => {
  const own = costs.filter(({ of }) => of !== null && ids.includes(of));
  if (own.length === 0) return "–";
  const known = own.flatMap(({ monthly }) => (monthly === null ? [] : [monthly]));
  return e(sumOfMoney({ monthly: known.reduce((a, b) => a + b, 0), unpriced: own.length - known.length }));
};

const covered = (firewall: NodeView["firewall"]): string =>
  firewall === null
    ? yes(false, "none")
    : yes(firewall.enabled, `${firewall.name}${firewall.enabled ? "" : " (off)"}`);

const nodeCells = (node: NodeView, { costs }: RegionView): Cells => ({
  item: e(node.name),
  kind: e(node.role ?? "no role"),
  state: [
    yes(node.state === "running", node.state.replaceAll("_", " ")),
    ...(node.host === undefined ? [] : [yes(node.host.tone !== "bad", `host ${node.host.text}`)]),
  ].join("<br>"),
  what: e(
    [
      node.typeLabel ?? node.type ?? "type unknown",
      ...node.volumes.map(({ name, size }) => `volume ${name} ${size} GB`),
      ...(node.backups ? ["Linode backups"] : []),
    ].join(", "),
  ),
  addresses: node.addresses
    .map(({ address, kind }) => `${e(address)} <small>${e(kind)}</small>`)
    .join("<br>"),
  encryption: [
    yes(node.diskEncrypted, node.diskEncrypted ? "disk" : "disk NOT"),
    ...node.volumes.map(({ encrypted }) => yes(encrypted, encrypted ? "volume" : "volume NOT")),
  ].join(", "),
  firewall: covered(node.firewall),
  cost: price(costs, [node.id, ...node.volumes.map(({ id }) => id)]),
});

function rowsOf(region: RegionView): Cells[] {
  return [
    ...region.nodes.map((node) => nodeCells(node, region)),
    ...region.balancers.map((balancer): Cells => {
      const state = backendState(balancer);
      return {
        item: e(balancer.name),
        kind: "load balancer",
        state: yes(state.good, `backends ${state.text}`),
        what: e(balancer.ports.map(({ port, protocol }) => `${protocol.toUpperCase()} ${port}`).join(", ")),
        addresses: `${e(balancer.address)} <small>public</small>`,
        encryption: "–",
        firewall: covered(balancer.firewall),
        cost: price(region.costs, [balancer.id]),
      };
    }),
    ...region.buckets.map(
      (bucket): Cells => ({
        item: e(bucket.name),
        kind: "bucket",
        state: "–",
        what: e(
          `${bucket.objects} objects, ${gigabytes(bucket.size)}${bucket.endpointType ? `, ${bucket.endpointType}` : ""}`,
        ),
        addresses: "–",
        encryption: "not told by the API",
        firewall: "–",
        cost: "in the account's price",
      }),
    ),
    ...region.looseVolumes.map(
      (volume): Cells => ({
        item: e(volume.name),
        kind: "volume",
        state: yes(false, "not attached"),
        what: e(`${volume.size} GB`),
        addresses: "–",
        encryption: yes(volume.encrypted, volume.encrypted ? "volume" : "volume NOT"),
        firewall: "–",
        cost: price(region.costs, [volume.id]),
      }),
    ),
    ...region.reservedAddresses.map(
      ({ address, node }): Cells => ({
        item: e(address),
        kind: "reserved address",
        state: node === null ? "not in use" : "in use",
        what: "–",
        addresses: e(address),
        encryption: "–",
        firewall: "–",
        cost: price(region.costs, [`address/${address}`]),
      }),
    ),
  ];
}

const headings = ["Name", "Role", "State", "Type and storage", "Addresses", "Encrypted", "Firewall"];

function regionRows(region: RegionView): string {
  const networks = region.networks.map(
    ({ name, subnets }) => `VPC ${name} ${subnets.map(({ cidr }) => cidr).join(", ")}`,
  );
  const state =
    region.active === null ? "" : region.active ? ' <span class="good">● active</span>' : " ○ standby";
  const head = `<tr><th colspan="7" scope="colgroup">${e(region.region)} <span class="muted">${e(region.label ?? "")}</span>${state} <span class="muted">${e(networks.join("; "))}</span></th><th class="number">${e(sumOfMoney(region.cost))}</th></tr>`;
  const rows = rowsOf(region).map(
    (row) =>
      `<tr><td class="name">${row.item}</td><td>${row.kind}</td><td>${row.state}</td><td>${row.what}</td><td>${row.addresses}</td><td>${row.encryption}</td><td>${row.firewall}</td><td class="number">${row.cost}</td></tr>`,
  );
  return [head, ...rows].join("\n");
}

/** One enclave's table. */
export function enclaveTable(enclave: EnclaveView): string {
  const { dataClass, holds, active, zones, regions, cost } = enclave;
  const facts = [
    ...(holds === null ? [] : [holds]),
    ...(dataClass === null ? [] : [`active region: ${active === null ? "–" : active.region}`]),
    ...publishedNames(zones),
  ];
  const columns = headings.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<h3>${e(dataClass ?? "unattributed")} <small>${e(facts.join(" · "))}</small></h3>
<div class="scroll"><table><thead><tr>${columns}<th scope="col" class="number">A month</th></tr></thead><tbody>
${regions.map(regionRows).join("\n")}
<tr class="total"><th colspan="7" scope="row">${e(dataClass ?? "unattributed")}</th><td class="number">${e(sumOfMoney(cost))}</td></tr></tbody></table></div>`;
}

/** Sums by class and region, then the account's own items. */
export function costTable(view: StackView): string {
  const { cost, enclaves, accountCosts } = view;
  const regions = cost.byRegion.map(({ name }) => name);
  const head = ["Class", ...regions]
    .map((name) => `<th scope="col"${name === "Class" ? "" : ' class="number"'}>${e(name)}</th>`)
    .join("");
  const rows = enclaves.map(({ dataClass, regions: own, cost: total }) => {
    const parts = regions.map((name) => {
      const region = own.find((one) => one.region === name);
      return `<td class="number">${region === undefined ? "–" : e(sumOfMoney(region.cost))}</td>`;
    });
    return `<tr><th scope="row">${e(dataClass ?? "unattributed")}</th>${parts.join("")}<td class="number">${e(sumOfMoney(total))}</td></tr>`;
  });
  const account = accountCosts.map(
    ({ item, monthly }) =>
      `<tr><td colspan="${regions.length + 1}">${e(item)}</td><td class="number">${monthly === null ? "no price" : e(money(monthly))}</td></tr>`,
  );
  const totals = cost.byRegion.map((one) => `<td class="number">${e(sumOfMoney(one.cost))}</td>`).join("");
  return `<div class="scroll"><table><thead><tr>${head}<th scope="col" class="number">A month</th></tr></thead><tbody>
${[...rows, ...account].join("\n")}
<tr class="total"><th scope="row">All</th>${totals}<td class="number">${e(sumOfMoney(cost.total))}</td></tr></tbody></table></div>`;
}

/** Each item and where its price is from. */
export function priceTable({ enclaves, accountCosts }: StackView): string {
  const items = [
    ...enclaves.flatMap(({ regions }) => regions.flatMap(({ costs }) => costs)),
    ...accountCosts,
  ];
  const rows = items.map(
    ({ item, kind, monthly, source }) =>
      `<tr><td class="name">${e(item)}</td><td>${e(kind)}</td><td>${e(source)}</td><td class="number">${monthly === null ? "–" : e(money(monthly))}</td></tr>`,
  );
  return `<details><summary>${items.length} items and the source of each price</summary><div class="scroll"><table><thead><tr><th scope="col">Item</th><th scope="col">Kind</th><th scope="col">Price list</th><th scope="col" class="number">A month</th></tr></thead><tbody>
${rows.join("\n")}</tbody></table></div></details>`;
}

const tones: Readonly<Record<Warning["severity"], string>> = {
  critical: "danger",
  attention: "attention",
  note: "muted",
};

/** All warnings, the gravest first. */
export function warningList(warnings: readonly Warning[]): string {
  if (warnings.length === 0) return "<p>None.</p>";
  const items = warnings.map(
    ({ severity, message }) =>
      `<li><span class="severity ${tones[severity]}">${severity === "critical" ? "! " : ""}${severity}</span> ${e(message)}</li>`,
  );
  return `<ul class="warnings">${items.join("\n")}</ul>`;
}
