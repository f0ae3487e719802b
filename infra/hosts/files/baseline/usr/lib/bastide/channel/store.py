# AC-6, NW-3: the site's exchange bucket, asked by curl over TLS, through the gateway's proxy where the host has no way out of its own.
import os
import re
import subprocess
import tempfile

import kept

MOST = 8 * 1024 * 1024


class Unreachable(Exception):
    """No answer, or one that says nothing: it is to be tried again."""


def quoted(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ask(url, bucket=None, method="GET", body=None, known=None):
    """Status, ETag and content. `bucket` signs the request; addresses and keys reach curl by its standard input, where nobody sees them."""
    with tempfile.TemporaryDirectory(dir=kept.STATE) as folder:
        content, headers, sent = (os.path.join(folder, name) for name in ("content", "headers", "sent"))
        options = {
            "url": url, "request": method, "proto": "=https", "connect-timeout": "10", "max-time": "60",
            "max-filesize": str(MOST), "output": content, "dump-header": headers, "write-out": "%{http_code}",
        }
        own = kept.host()
        if own["ROLE"] != "gateway":
            options["proxy"] = f"http://{own['GATEWAY']}:3128"
        if bucket is not None:
            options["aws-sigv4"] = f"aws:amz:{bucket['region']}:s3"
            options["user"] = f"{bucket['accessKey']}:{bucket['secretKey']}"
        if known:
            options["header"] = f"If-None-Match: {known}"
        if body is not None:
            with open(sent, "wb") as file:
                file.write(body)
            options["data-binary"] = f"@{sent}"
        lines = [f"{name} = {quoted(value)}" for name, value in options.items()]
        text = "\n".join(["silent", "show-error", "globoff", "tlsv1.2", *lines]) + "\n"
        done = subprocess.run(["curl", "-q", "-K", "-"], input=text.encode(), capture_output=True)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Unreachable(re.sub(r"https?://\S+", "…", said[-1]) if said else f"curl ended with {done.returncode}")
        status = int(done.stdout)
        if status >= 500 or status == 429:
            raise Unreachable(f"it answers {status}")
        found = re.findall(r"(?im)^etag:\s*(\S+)\s*$", open(headers, errors="replace").read()) if os.path.exists(headers) else []
        data = open(content, "rb").read() if os.path.exists(content) else b""
        return status, found[-1] if found else "", data


def address(bucket, key):
    return f"https://{bucket['endpoint']}/{bucket['name']}/{key}"


def code(data):
    """What S3 calls an error."""
    found = re.search(rb"<Code>(\w+)</Code>", data)
    return found.group(1).decode() if found else "no reason given"
