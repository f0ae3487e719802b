import { balancers } from "./balancers";
import type { Client } from "./client";
import { instances } from "./instances";
import { names } from "./names";
import { network } from "./network";
import { objectStorage } from "./objects";
import { parts } from "./parts";
import { people } from "./people";
import { storage } from "./storage";

/** The life of every type of resource, by what it is about. */
export const scenarios: Readonly<Record<string, (client: Client) => Promise<void>>> = {
  ...instances,
  ...parts,
  ...storage,
  ...network,
  ...balancers,
  ...objectStorage,
  ...names,
  ...people,
};
