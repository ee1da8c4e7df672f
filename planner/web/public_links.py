"""Addresses of this server that can be given to others."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request


@dataclass(frozen=True, slots=True)
class PublicLink:
    """An address to give away; `reachable` is false where it works on this machine only."""

    url: str
    reachable: bool


def public_link(path: str) -> PublicLink:
    """The address of `path` (which begins with a slash) for others."""
    base = current_app.config["PUBLIC_URL"] or f"{request.scheme}://{request.host}"
    return PublicLink(base + path, not is_this_machine(urlsplit(base).hostname or ""))


def is_this_machine(host: str) -> bool:
    """Whether a host name means, for every visitor, their own machine (localhost)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
