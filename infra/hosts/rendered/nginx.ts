import { overlayPorts } from "../../topology/overlay";
import { balancerNetwork } from "../../topology/ports";
import type { EndpointDescription, HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** Where `bastide-https.service` finds its certificates. */
const secrets = "/run/credentials/bastide-https.service";

/** AES or ChaCha20 with keys of 256 bits, authenticated, with keys that are forgotten: what NW-3 asks for of TLS. */
const tls = [
  "ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;",
  "ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256;",
  "ssl_prefer_server_ciphers on;",
  "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
  "ssl_session_tickets off;",
  "ssl_session_cache shared:tls:4m;",
  "ssl_session_timeout 10m;",
];

/**
 * What both ends have. The log has the method, the first two parts of the path and the client's network, no query, header or full address:
 * it goes to `events`, which holds no content (DC-5). nginx writes whole requests into its own error log, so that has emergencies only.
 */
const common = (name: string, id: string): string[] => [
  "worker_processes auto;",
  "daemon off;",
  "pid /run/bastide-https/nginx.pid;",
  `error_log syslog:server=unix:/dev/log,nohostname,tag=${name} emerg;`,
  "events { worker_connections 2048; }",
  "http {",
  "  server_tokens off;",
  "  default_type application/octet-stream;",
  ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `  ${kind}_temp_path /run/bastide-https/${kind};`,
  ),
  '  map $uri $what { default "-"; "~^(?<begin>(?:/[A-Za-z0-9._-]{1,24}){1,2})(?:/|$)" $begin; }',
  '  map $remote_addr $network { default "-"; "~^(?<v4>\\d+\\.\\d+\\.\\d+)\\." $v4.0; "~^(?<v6>[0-9a-f]*:[0-9a-f]*:[0-9a-f]*):" $v6::; }',
  `  log_format plain escape=json '{"network":"$network","method":"$request_method","what":"$what","status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,"tls":"$ssl_protocol","request":"${id}"}';`,
  `  access_log syslog:server=unix:/dev/log,nohostname,tag=${name} plain;`,
  "  client_max_body_size 1m;",
  "  client_body_buffer_size 64k;",
  "  client_body_timeout 15s;",
  "  client_header_timeout 15s;",
  "  client_header_buffer_size 2k;",
  "  large_client_header_buffers 4 8k;",
  "  send_timeout 30s;",
  "  keepalive_timeout 30s;",
  "  reset_timedout_connection on;",
  ...tls.map((line) => `  ${line}`),
];

const file = (lines: readonly string[]): HostFile =>
  hostFile("https", "/etc/bastide/nginx.conf", `${lines.join("\n")}\n`);

function endpointOf({ name, endpoint }: HostDescription): EndpointDescription {
  if (endpoint === undefined) throw new Error(`${name} serves an endpoint, and its class publishes none.`);
  return endpoint;
}

/** NW-3: the endpoint's TLS, its limits, and mutual TLS to the service nodes of the site. */
export function edgeNginx(host: HostDescription): HostFile {
  const { names, serviceName, services } = endpointOf(host);
  return file([
    "# NW-3, NW-1, DC-5: HTTPS for the internet, and mutual TLS to the class's own service.",
    ...common("bastide_edge", "$request_id"),
    // A balancer tells the client's address; nobody else is let through to this port.
    `  set_real_ip_from ${balancerNetwork};`,
    "  real_ip_header proxy_protocol;",
    "  limit_req_zone $binary_remote_addr zone=requests:8m rate=20r/s;",
    "  limit_conn_zone $binary_remote_addr zone=connections:8m;",
    "  limit_req_status 429;",
    "  limit_conn_status 429;",
    "  ssl_protocols TLSv1.2 TLSv1.3;",
    `  ssl_certificate ${secrets}/endpoint.pem;`,
    `  ssl_certificate_key ${secrets}/endpoint.key;`,
    "  upstream service {",
    "    zone service 64k;",
    "    least_conn;",
    ...services.map(
      ({ overlay }) => `    server ${overlay}:${overlayPorts.service} max_fails=2 fail_timeout=5s;`,
    ),
    "    keepalive 32;",
    "  }",
    // Whoever asks for another name learns nothing, not even a certificate.
    "  server { listen 443 ssl default_server proxy_protocol; listen [::]:443 ssl default_server proxy_protocol; ssl_reject_handshake on; }",
    "  server {",
    "    listen 443 ssl proxy_protocol;",
    "    listen [::]:443 ssl proxy_protocol;",
    "    http2 on;",
    `    server_name ${names.join(" ")};`,
    "    limit_req zone=requests burst=40 nodelay;",
    "    limit_conn connections 40;",
    '    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;',
    '    add_header X-Content-Type-Options "nosniff" always;',
    "    add_header Content-Security-Policy \"default-src 'none'; frame-ancestors 'none'\" always;",
    '    add_header Referrer-Policy "no-referrer" always;',
    '    add_header Cache-Control "no-store" always;',
    "    if ($request_method !~ ^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$) { return 405; }",
    "    location / {",
    "      proxy_pass https://service;",
    "      proxy_http_version 1.1;",
    '      proxy_set_header Connection "";',
    "      proxy_set_header Host $host;",
    "      proxy_set_header X-Request-Id $request_id;",
    "      proxy_set_header X-Forwarded-For $remote_addr;",
    "      proxy_set_header X-Forwarded-Proto https;",
    '      proxy_set_header Forwarded "";',
    "      proxy_hide_header Server;",
    "      proxy_connect_timeout 3s;",
    "      proxy_read_timeout 60s;",
    "      proxy_next_upstream error timeout;",
    "      proxy_next_upstream_tries 2;",
    "      proxy_ssl_protocols TLSv1.3;",
    "      proxy_ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256;",
    `      proxy_ssl_certificate ${secrets}/host.pem;`,
    `      proxy_ssl_certificate_key ${secrets}/host.key;`,
    `      proxy_ssl_trusted_certificate ${secrets}/ca.pem;`,
    "      proxy_ssl_verify on;",
    "      proxy_ssl_verify_depth 1;",
    "      proxy_ssl_server_name on;",
    `      proxy_ssl_name ${serviceName};`,
    "    }",
    "  }",
    "}",
  ]);
}

/** NW-3: a service node's TLS, for the site's own edges alone; behind it the service listens on a socket without a network. */
export function serviceNginx(host: HostDescription): HostFile {
  const { serviceName, edges } = endpointOf(host);
  return file([
    "# NW-3, NW-1: mutual TLS with the class's own edges, in front of a service that has no network port.",
    ...common("bastide_gate", "$id"),
    '  map $http_x_request_id $id { default "-"; "~^[0-9a-f]{32}$" $http_x_request_id; }',
    "  ssl_protocols TLSv1.3;",
    `  ssl_certificate ${secrets}/host.pem;`,
    `  ssl_certificate_key ${secrets}/host.key;`,
    `  ssl_client_certificate ${secrets}/ca.pem;`,
    "  ssl_verify_client on;",
    "  ssl_verify_depth 1;",
    "  map $ssl_client_s_dn $is_edge {",
    "    default 0;",
    ...edges.map(({ name }) => `    "~(?:^|,)CN=${name}(?:,|$)" 1;`),
    "  }",
    "  server {",
    `    listen ${overlayPorts.service} ssl;`,
    `    listen [::]:${overlayPorts.service} ssl;`,
    `    server_name ${serviceName};`,
    "    if ($is_edge = 0) { return 403; }",
    "    location / {",
    "      proxy_pass http://unix:/run/bastide-service.sock:;",
    "      proxy_http_version 1.1;",
    '      proxy_set_header Connection "";',
    "      proxy_set_header Host $host;",
    "      proxy_buffering off;",
    "      proxy_read_timeout 60s;",
    "    }",
    "  }",
    "}",
  ]);
}
