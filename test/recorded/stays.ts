/** A difference that stays, and why. It counts as not equal all the same. */
export interface Stay {
  cassette: string;
  /** Where in the answer; every difference of the conversation without. */
  at?: RegExp;
  reason: string;
}

/** All that are known. One line a reason, and none for what the stand-in could do and doesn't. */
export const stays: readonly Stay[] = [
  {
    cassette: "TestInstance_Volumes_List",
    at: /^results$/,
    reason: "somebody attached the volume in between, in a conversation that isn't among the recordings",
  },
  {
    cassette: "TestIPv6Pool_Get",
    reason:
      "recorded on an account with a pool of IPv6 addresses, which none gets any more, nor over the API",
  },
  {
    cassette: "TestPlacementGroup_assignment",
    at: /maximum_pgs_per_customer$/,
    reason: "recorded in a region of Linode's laboratory (pl-labkrk-2) before the limit was lifted there",
  },
];

/** Why a difference stays, if it does for a reason. */
export function reasonToStay(cassette: string, at: string): string | undefined {
  return stays.find((one) => one.cassette === cassette && (one.at === undefined || one.at.test(at)))?.reason;
}
