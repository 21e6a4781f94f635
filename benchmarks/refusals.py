"""How fast a server refuses, beside how fast it answers: `python -m benchmarks.refusals`.

A process of the public role serves what is published under `VRAAGBAAK_HOME`. The kinds take turns,
one request at a time over connections that stay open, so that a busy machine is busy for all of
them. Milliseconds as a client on this machine sees them.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import numpy as np

from api.limits import MAX_BODY_BYTES

ROUNDS = 200
WARM_UP = 10
START_SECONDS = 300
SEARCH = "/v1/antwoorden/_zoek"
JSON = {"Content-Type": "application/json"}
_COMMAND = "from api.cli.main import main; main()"
UNBOUNDED = {"VRAAGBAAK_REQUESTS_PER_MINUTE": "1000000", "VRAAGBAAK_WATCH_SECONDS": "60"}


def kinds(client: httpx.Client) -> Mapping[str, httpx.Request]:
    """Return a request of each kind, by what it is for."""

    def search(body: bytes, **headers: str) -> httpx.Request:
        return client.build_request("POST", SEARCH, content=body, headers=JSON | headers)

    return {
        "alive": client.build_request("GET", "/healthz"),
        "an answer": search(b'{"vraag": "hoe vraag ik een ww-uitkering aan"}'),
        "no JSON": search(b'{"vraag": '),
        "nested deeply": search(b"[" * 8_000),
        "a wrong type": search(b'{"vraag": NaN}'),
        "too long a question": search(b'{"vraag": "%s"}' % (b"a" * 12_000)),
        "a body above the limit": search(b"a" * (MAX_BODY_BYTES + 1)),
        "another content type": search(b"vraag=x", **{"Content-Type": "text/plain"}),
        "an unknown key": search(b'{"vraag": "ww"}', Authorization="Bearer vb_x_" + "y" * 43),
        "an unknown path": client.build_request("GET", "/v1/nergens"),
        "another method": client.build_request("DELETE", SEARCH),
        "headers above the limit": client.build_request("GET", "/", headers={"X": "a" * 20_000}),
    }


@contextmanager
def server() -> Iterator[str]:
    """Run a server until the block ends, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", _COMMAND, "serve", "--port", str(port)]
    environment = os.environ | UNBOUNDED
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(START_SECONDS):
            time.sleep(1)
            if process.poll() is not None:
                sys.exit("The server did not start; is something published?")
            try:
                if httpx.get(f"{address}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                continue
        yield address
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Print one row per kind: the status, the median, the slowest of twenty, beside `alive`."""
    with server() as address, httpx.Client(base_url=address, timeout=30) as client:
        taken: dict[str, list[float]] = {}
        status: dict[str, int] = {}
        for at in range(WARM_UP + ROUNDS):
            for kind, request in kinds(client).items():
                began = time.perf_counter()
                status[kind] = client.send(request).status_code
                if at >= WARM_UP:
                    taken.setdefault(kind, []).append(1000 * (time.perf_counter() - began))
    alive = float(np.median(taken["alive"]))
    print(f"{'':<26}{'status':>7}{'median ms':>11}{'95 % ms':>9}{'x alive':>9}")
    for kind, it in taken.items():
        median, most = float(np.median(it)), float(np.quantile(it, 0.95))
        row = f"{kind:<26}{status[kind]:>7}{median:>11.1f}{most:>9.1f}{median / alive:>9.1f}"
        print(row)


if __name__ == "__main__":
    main()
