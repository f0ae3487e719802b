/** A waiver that is in order on the day that the tests of the configuration take for today. */
export const waiver = {
  policy: "some-policy",
  resource: "some-resource",
  reason: "The reason in one sentence.",
  requestedBy: "bjarne",
  approvers: [
    { who: "amara", role: "security" },
    { who: "dagny", role: "management" },
  ],
  ticket: "INC-1",
  start: "2026-11-20",
  expiry: "2026-11-30",
};
