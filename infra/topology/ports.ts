/** The ports that flows use. */
export const ports = {
  /** WireGuard. */
  tunnel: 51_820,
  https: 443,
  /** The gateway's forward proxy. */
  proxy: 3_128,
  dns: 53,
  /** DNS over TLS (RFC 7858). */
  dnsOverTls: 853,
  ntp: 123,
  http: 80,
  dhcp: 67,
} as const;

/** Where Linode's load balancers connect from (Linode's documentation of LKE's firewalls). */
export const balancerNetwork = "192.168.255.0/24";

/** Where Linode's metadata service answers. */
export const metadataNetworks = ["169.254.169.254/32", "fd00:a9fe:a9fe::1/128"] as const;

/** Where a host without an address asks for one. */
export const broadcastNetwork = "255.255.255.255/32";

/** The internet. */
export const everywhere = ["0.0.0.0/0", "::/0"] as const;
