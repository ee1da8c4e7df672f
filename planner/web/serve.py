"""The server of `planner serve`: waitress, which stops at once and needs nothing else, in one process or several."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress

from flask import Flask
from waitress.server import create_server

from planner.sources.prices.refresh import wanted
from planner.web import create_app, workers
from planner.web.filters.text import sentence
from planner.web.guard import fairness
from planner.web.guard.fairness import read_limits
from planner.web.guard.quotas import read_quota
from planner.web.settings import LOCAL_HOSTS, MAX_BODY_BYTES, from_environment
from planner.web.state import start_refresh
from planner.web.warm import warm_up
from planner.web.workspace import read_cookie_days, read_open, read_public_url

EVERY_NAME = (
    "PLANNER_TRUSTED_HOSTS=* answers to every host name: pages of other sites can reach this server by DNS rebinding."
)
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104
ONE_WORKER = "This system cannot fork a process: one worker serves."
MOST_PORT = 65535
THREADS = 24
"""More than one visitor may use at once (see fairness.py), so that others are served while one visitor's saves wait."""
MOST_CONNECTIONS = 1000
SWITCH_SECONDS = 0.001
"""How long a thread keeps Python while others wait. With Python's own 5 ms, a page that reads and writes often would
wait for large work again and again (tests/bench/beside.py)."""
IDLE_SECONDS, CLEANUP_SECONDS = 20, 5
"""Half-sent requests and idle connections are closed after so long, looked for every so often."""
# The application answers 413 in words above MAX_BODY_BYTES, but for usage logs; waitress cuts off what is larger than
# those may be, and holds a body on disk, not in memory.
SPARE_BYTES = 16 * MAX_BODY_BYTES


def serve(host: str = "127.0.0.1", port: int = 8000, number: int | None = None) -> int:
    """Prints the address and serves until stopped, with `number` workers (None: as many as usual): 0; with a sentence 1
    when the address is not free, and 2 when the port, the number or a setting cannot be used."""
    number = workers.usual() if number is None else number
    if trouble := unusable(port, os.environ, number):
        print(trouble, file=sys.stderr)
        return 2
    try:
        listening = listen(host, port)
    except OSError as error:
        print(f"Cannot listen on {host} port {port}: {error.strerror}. Try another port.", file=sys.stderr)
        return 1
    with listening:
        if _trusts_every_name(os.environ):
            print(EVERY_NAME, file=sys.stderr, flush=True)
        if number > 1 and not workers.can_fork():
            print(ONE_WORKER, file=sys.stderr, flush=True)
            number = 1
        sys.setswitchinterval(SWITCH_SECONDS)
        app = create_app({**trusted_hosts(host), "WORKERS": number})
        print(f"Token planner is at {address(host, listening.getsockname()[1])}  (Ctrl-C stops it)", flush=True)
        if number == 1 or _forked(app, number):
            _run(app, listening)
    return 0


def _forked(app: Flask, number: int) -> bool:
    """Whether this is a worker now; else all of them have ended."""
    worker = workers.fork_workers(number, app.logger.error)
    if worker is None:
        return False
    app.extensions[fairness.KEY].begin(worker)
    start_refresh(app)
    return True


def _run(app: Flask, listening: socket.socket) -> None:
    server = create_server(
        app,
        sockets=[listening],
        ident=None,
        max_request_body_size=app.config["USAGE_BYTES"] + SPARE_BYTES,
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=CLEANUP_SECONDS,
        # fairness.py believes X-Forwarded-For of a proxy on this machine alone; without it all behind one proxy would
        # share the limits of a single visitor.
        clear_untrusted_proxy_headers=False,
    )
    warm_up(app)
    server.run()


def unusable(port: int, environ: Mapping[str, str], number: int = 1) -> str:
    """The sentence on the first setting that cannot be used; empty where all can be."""
    if not 0 <= port <= MOST_PORT:
        return f"There is no port {port}: give a number from 0 to {MOST_PORT}."
    if not 1 <= number <= workers.MOST:
        return f"There are no {number} workers: give a number from 1 to {workers.MOST}."
    for read in (from_environment, read_open, read_public_url, read_cookie_days, read_limits, read_quota, wanted):
        try:
            read(environ)
        except ValueError as error:
            return sentence(str(error))
    if _trusts_every_name(environ) and read_open(environ):
        return f"{EVERY_NAME} With PLANNER_OPEN=1 they could read and delete everything: name the hosts instead."
    return ""


def _trusts_every_name(environ: Mapping[str, str]) -> bool:
    found = from_environment(environ)
    return "TRUSTED_HOSTS" in found and found["TRUSTED_HOSTS"] is None


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, port 0 being any free one; OSError when it is unavailable."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def trusted_hosts(host: str) -> dict[str, list[str]]:
    """The host names to answer to when bound to `host`; nothing where the environment sets them."""
    if "PLANNER_TRUSTED_HOSTS" in os.environ:
        return {}
    names = own_names() if host in EVERY_ADDRESS else {host}
    return {"TRUSTED_HOSTS": sorted({*LOCAL_HOSTS, *names})}


def own_names() -> set[str]:
    """The names and addresses of this machine, as far as it knows them itself."""
    names = {socket.gethostname(), socket.getfqdn()}
    addresses: set[str] = set()
    for name in names:
        with suppress(OSError):
            addresses |= {str(found[4][0]) for found in socket.getaddrinfo(name, None)}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: connecting a datagram socket only asks which of our addresses would be used.
        probe.connect(("192.0.2.1", 9))
        addresses.add(str(probe.getsockname()[0]))
    return {name for name in names if name} | {f"[{a}]" if ":" in a else a for a in addresses}


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = "127.0.0.1" if host in EVERY_ADDRESS else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
