import { Transform } from "node:stream";

/**
 * Takes the framing off a body whose chunks are signed one by one (`HEX;chunk-signature=…`), as older clients send it.
 * The request itself was proven already, and TLS keeps the chunks whole.
 */
export function decodeChunks(): Transform {
  let rest = Buffer.alloc(0);
  let wanted = -1;
  let ended = false;
  return new Transform({
    transform(part: Buffer, _, done) {
      rest = Buffer.concat([rest, part]);
      while (!ended) {
        if (wanted < 0) {
          const end = rest.indexOf("\r\n");
          if (end < 0) break;
          const size = Number.parseInt(rest.subarray(0, end).toString(), 16);
          if (Number.isNaN(size)) return done(new Error("The body's chunks are malformed."));
          rest = rest.subarray(end + 2);
          ended = size === 0;
          wanted = size;
        } else {
          const take = Math.min(wanted, rest.length);
          this.push(rest.subarray(0, take));
          rest = rest.subarray(take);
          wanted -= take;
          if (wanted > 0 || rest.length < 2) break;
          rest = rest.subarray(2);
          wanted = -1;
        }
      }
      done();
    },
  });
}
