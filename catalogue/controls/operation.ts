import type { Control } from "./control";

/** Exceptions, software development, vulnerabilities and incidents. */
export const operationControls = [
  {
    id: "EX-1",
    section: "5.4",
    title: "Exceptions are waivers",
    statement:
      "An exception is a written, approved, dated waiver that is printed whenever it is used; a bad or unused one is a violation.",
    carriedBy: "policy",
    state: "kept",
    note: "Waivers are reviewed configuration; the pack applies, announces and counts them, and refuses bad and unused ones.",
  },
  {
    id: "EX-2",
    section: "4.3",
    title: "Outside hosting is approved yearly",
    statement:
      "Hosting a class outside Linode, and any third-party service, has an approval at most one year old.",
    carriedBy: "policy",
    state: "kept",
    note: "Resource types of other providers are refused; approvals are configuration that the pack judges by approver and date.",
  },
  {
    id: "SD-1",
    section: "4.1",
    title: "Review and analysis of every commit",
    statement:
      "Every commit is reviewed and analysed, and scanned for security where it concerns access, audit or encryption.",
    carriedBy: "process",
    state: "kept",
    note: "Branch protection and the project's own security run on every commit.",
  },
  {
    id: "SD-2",
    section: "4.1",
    title: "Third-party components",
    statement:
      "Components are chosen for their quality and security, and updating them is a defined process.",
    carriedBy: "process",
    state: "kept",
    note: "Dependency audit and bill of materials on every commit; decision records.",
  },
  {
    id: "VI-1",
    section: "6",
    title: "Vulnerabilities are looked for",
    statement:
      "Every package on every host is checked against vulnerability databases, and services are scanned.",
    carriedBy: "host",
    state: "kept",
    note: "Every package against Debian's tracker, daily, and security updates by themselves; services are scanned by the host tests.",
  },
  {
    id: "VI-2",
    section: "6",
    title: "Traffic, workloads and logs are watched",
    statement:
      "Malicious or unauthorised activity is looked for continuously in traffic, workloads and logs.",
    carriedBy: "host",
    state: "planned",
    note: "Detection rules of the host description; the events class collects.",
  },
  {
    id: "VI-3",
    section: "6",
    title: "Monitoring reaches a person",
    statement:
      "Security, performance and availability are monitored around the clock and alerts reach a person.",
    carriedBy: "host",
    state: "partly",
    note: "Measures, rules and the route to a person (`bastide:alerts`) are part of the host description and its tests; being on call is people's work.",
  },
  {
    id: "VI-4",
    section: "6",
    title: "Every outage gets a cause",
    statement: "Incidents are recorded with severity, scope and root cause.",
    carriedBy: "process",
    state: "planned",
    note: "Incident records; drills leave theirs by themselves.",
  },
] as const satisfies readonly Control[];
