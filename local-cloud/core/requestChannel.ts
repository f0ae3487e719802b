/** Where every entry of every journal in this process is published: a name for `node:diagnostics_channel`. */
export const requestChannel = "bastide:local-cloud:request";
