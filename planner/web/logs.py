"""The log: one kind of line, in UTC, without keys, tokens or typed text.

Addresses of pages are never written, as they may hold the token of a link; endpoints are written instead. Refusals and
changes of a workspace are written with the visitor's address, so that misuse can be traced and a firewall can act on
it.
"""

from __future__ import annotations

import logging
import time
from ipaddress import ip_address

from flask import Flask, current_app, g, request
from flask.logging import default_handler

from planner.web.guard import fairness

LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
CONTINUED = "\n    "
"""A traceback may hold typed text, which must not look like a log line of its own."""


class UtcLines(logging.Formatter):
    """Lines that begin with the time in UTC; those of a trace are indented."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        return CONTINUED.join("".join(c if c.isprintable() or c == " " else "?" for c in line) for line in lines)


def init_app(app: Flask) -> None:
    """Sets up logging unless the caller has; existing handlers and levels stay."""
    default_handler.setFormatter(UtcLines(LINE))
    if app.logger.level == logging.NOTSET:
        app.logger.setLevel(logging.INFO)


def refused(what: str) -> None:
    """Logs a refusal, once a request. At most `fairness.MOST_LINES` such lines a minute are written about one visitor,
    so that a visitor cannot fill the disk with them."""
    logged: set[str] = g.setdefault("refused", set())
    if what not in logged and fairness.may_log():
        logged.add(what)
        current_app.logger.warning("refused: %s (%s)", what, by_whom())


def log_change(what: str) -> None:
    """Logs a change to a workspace that others of it may need to trace."""
    current_app.logger.info("%s (%s)", what, by_whom())


def by_whom() -> str:
    """POST joining.join from 192.0.2.7; the method as it was sent only where it is one."""
    method = request.method if request.method in METHODS else "other"
    return f"{method} {request.endpoint or 'no page'} from {visitor()}"


def visitor() -> str:
    """The address a request came from; "unknown" where a proxy sends no address, which could be any text."""
    try:
        return str(ip_address(fairness.visitor_name()))
    except ValueError:
        return "unknown"
