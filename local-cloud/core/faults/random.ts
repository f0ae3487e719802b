/**
 * A number from 0 to 1 that depends on nothing but the seed and which draw it is, so that the same requests in the same
 * order always meet the same faults, whatever other rules there are. (The finaliser of MurmurHash3 over both.)
 */
export function draw(seed: number, turn: number, purpose = 0): number {
  let hash = (seed ^ Math.imul(turn + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
