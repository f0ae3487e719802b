/** The picture's measures. */
export const sizes = {
  margin: 34,
  gutter: 164,
  rowGap: 18,
  /** A box's inner distance and the height of its lines. */
  padX: 8,
  padY: 6,
  line: 14,
  gap: 8,
  groupPad: 6,
  groupHead: 15,
  networkPad: 9,
  framePad: 10,
  frameHead: 26,
  lane: 15.5,
  boxMin: 86,
  /** Names longer than this are broken. */
  nameLimit: 132,
  name: 12,
  small: 10.5,
  heading: 16,
  icon: 11,
  /** From a frame's edge to its shared lines. */
  firstBus: 12,
  secondBus: 26,
} as const;
