import { LinodeDisaster } from "../../../cli/drill/linode/disaster";
import { FaultFile } from "../../../cli/drill/linode/faults";
import { StackApi } from "../../../cli/drill/linode/stackApi";
import { planned } from "./planned";

/** A process of its own that cuts a region off, for a test that kills it. */
const [url = "", token = "", folder = "", region = ""] = process.argv.slice(2);
const api = new StackApi({ url, token }, planned.own);
const shell = async (): Promise<never> => {
  throw new Error("Nobody answers.");
};
const faults = new FaultFile(folder, "account");
void new LinodeDisaster({ api, shell, faults, hosts: planned.own.hosts }).cut({ region });
