import type { Icon } from "./scene";

/** Paths on a field of 11 × 12. */
export const iconPaths: Readonly<Record<Icon["icon"], string>> = {
  lock: "M2 6H9V11H2ZM3.5 6V4A2 2 0 0 1 7.5 4V6",
  unlocked: "M2 6H9V11H2ZM3.5 6V3A2 2 0 0 1 7.5 2.5",
  volume: "M1 3A4.5 1.6 0 0 1 10 3V9A4.5 1.6 0 0 1 1 9ZM1 3A4.5 1.6 0 0 0 10 3",
  bucket: "M1 2.5H10L8.6 11H2.4ZM1.6 5.5H9.4",
  balancer: "M1 6H5M5 6L10 2M5 6H10M5 6L10 10",
  gateway: "M1 11V3L3 1.2L5.5 3L8 1.2L10 3V11H7V8A1.5 1.5 0 0 0 4 8V11Z",
  data: "M1 3A4.5 1.6 0 0 1 10 3V9A4.5 1.6 0 0 1 1 9ZM1 3A4.5 1.6 0 0 0 10 3M1 6A4.5 1.6 0 0 0 10 6",
  edge: "M5.5 1L10 2.8V6C10 8.6 8 10.4 5.5 11.4C3 10.4 1 8.6 1 6V2.8Z",
  node: "M1 2H10V10H1ZM3 7.8H5",
  address: "M5.5 11.2C3 8 2 6.4 2 4.6A3.5 3.5 0 0 1 9 4.6C9 6.4 8 8 5.5 11.2ZM5.5 4.6V4.7",
};
