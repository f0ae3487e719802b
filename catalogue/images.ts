/** An image of Linode's that a host may be made from, and until when its distribution mends security faults. */
export interface Image {
  /** Linode's id, for example `linode/debian13`. */
  readonly id: string;
  /** The last day of free security updates for servers, as the distribution announces it; `YYYY-MM-DD`. */
  readonly supportedUntil: string;
  /** Whether the host baseline is written for it and tested on it. */
  readonly baseline: boolean;
}

/** The day on which the dates below were last compared with the distributions' own pages. */
export const imagesReviewed = "2026-11-24";

/**
 * Images of Linode's catalogue whose distribution announces an end. From the distributions' release pages: Debian's (with its
 * long-term support), Ubuntu's (standard support), AlmaLinux's, Rocky Linux's.
 */
export const images: readonly Image[] = [
  { id: "linode/debian13", supportedUntil: "2030-06-30", baseline: true },
  { id: "linode/debian12", supportedUntil: "2028-06-30", baseline: false },
  { id: "linode/debian11", supportedUntil: "2026-08-31", baseline: false },
  { id: "linode/debian10", supportedUntil: "2024-06-30", baseline: false },
  { id: "linode/debian9", supportedUntil: "2022-06-30", baseline: false },
  { id: "linode/ubuntu24.04", supportedUntil: "2029-05-31", baseline: false },
  { id: "linode/ubuntu22.04", supportedUntil: "2027-05-31", baseline: false },
  { id: "linode/ubuntu20.04", supportedUntil: "2025-05-31", baseline: false },
  { id: "linode/almalinux9", supportedUntil: "2032-05-31", baseline: false },
  { id: "linode/almalinux8", supportedUntil: "2029-03-01", baseline: false },
  { id: "linode/rocky9", supportedUntil: "2032-05-31", baseline: false },
  { id: "linode/rocky8", supportedUntil: "2029-05-31", baseline: false },
  { id: "linode/centos7", supportedUntil: "2024-06-30", baseline: false },
];
