"""The visitor's workspace: a cookie that holds its key, the database of the request, links for others."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, after_this_request, current_app, g, request
from sqlite_utils import Database
from werkzeug.exceptions import ServiceUnavailable

from planner.store import scenarios, workspaces
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.kept_connections import KeptConnections
from planner.store.database.rows import Workspace
from planner.web import errors, logs, settings
from planner.web.clock import now
from planner.web.guard.quotas import read_quota

T = TypeVar("T")
CONNECTIONS = "planner.connections"
COOKIE = "workspace"
HOST_COOKIE = "__Host-workspace"
"""The cookie's name under TLS: browsers then accept it only from this very host, for every path, and only with TLS."""
COOKIE_DAYS = 90
"""How long a browser keeps its workspace after the last visit to saved plans, unless PLANNER_COOKIE_DAYS sets it."""
MOST_COOKIE_DAYS = 400
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def init_app(app: Flask) -> None:
    """Fills OPEN, PUBLIC_URL, COOKIE_DAYS and QUOTA unless `app.config` has them; ValueError where one is unclear.

    OPEN: one workspace for everybody. PUBLIC_URL: scheme and host that others reach this server by, or None.
    """
    app.config.setdefault("OPEN", read_open(os.environ))
    app.config.setdefault("PUBLIC_URL", read_public_url(os.environ))
    app.config.setdefault("COOKIE_DAYS", read_cookie_days(os.environ))
    app.config.setdefault("QUOTA", read_quota(os.environ))
    _trust(app, app.config["PUBLIC_URL"])
    app.extensions[CONNECTIONS] = KeptConnections()
    app.teardown_appcontext(_close)
    app.register_error_handler(StoreUnavailable, _unavailable)


def read_open(environ: Mapping[str, str]) -> bool:
    """PLANNER_OPEN: 1 or 0, or a word for it."""
    text = environ.get("PLANNER_OPEN", "0").strip().lower()
    if text not in YES | NO:
        raise ValueError(f"PLANNER_OPEN is {text!r}: set it to 1, or unset it")
    return text in YES


def read_cookie_days(environ: Mapping[str, str]) -> int:
    """PLANNER_COOKIE_DAYS: 1 to 400 days."""
    text = environ.get("PLANNER_COOKIE_DAYS", str(COOKIE_DAYS)).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_COOKIE_DAYS):
        raise ValueError(f"PLANNER_COOKIE_DAYS is {text!r}: give 1 to {MOST_COOKIE_DAYS} days, or unset it")
    return int(text)


def read_public_url(environ: Mapping[str, str]) -> str | None:
    """PLANNER_PUBLIC_URL without a slash at its end: https://planner.example.org."""
    if "PLANNER_PUBLIC_URL" not in environ:
        return None
    url = environ["PLANNER_PUBLIC_URL"].strip()
    base = _scheme_and_host(url)
    if base is None:
        raise ValueError(f"PLANNER_PUBLIC_URL is {url!r}: give scheme and host, such as https://planner.example.org")
    return base


def _scheme_and_host(url: str) -> str | None:
    """The two and the port of an address that is nothing else; None for any other text."""
    try:
        parts = urlsplit(url)
        extra = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username
        port = parts.port != 0
    except ValueError:
        return None
    known = parts.scheme in ("http", "https") and parts.hostname and port and not extra
    return f"{parts.scheme}://{parts.netloc}" if known else None


def _trust(app: Flask, url: str | None) -> None:
    """Adds the host of the public address to the trusted ones; None trusts every host already."""
    hosts = app.config["TRUSTED_HOSTS"]
    name = urlsplit(url).hostname if url else None
    if name and hosts is not None and name not in hosts:
        app.config["TRUSTED_HOSTS"] = [*hosts, name]


def database_path() -> Path:
    """Where the database is by defaults and environment, for those who are not answering a request."""
    app = Flask("planner")
    settings.init_app(app, {})
    return Path(app.config["DATABASE"])


def store() -> Database:
    """The database of this request, migrated; StoreUnavailable with a sentence when it is unavailable.

    The first request of a process each day also deletes what has been in the bin for too long.
    """
    if "store" not in g:
        g.store = _connections().take(current_app.config["DATABASE"])
        g.store.limits = current_app.config["QUOTA"]
        _purge_once_a_day(g.store)
    return cast(Database, g.store)


def _purge_once_a_day(db: Database) -> None:
    today = now().date()
    if current_app.extensions.get("planner_purged") != today:
        current_app.extensions["planner_purged"] = today
        try:
            scenarios.purge(db, now=now())
        except StoreUnavailable:
            # Reading must work where nothing can be written; the bin is emptied on another day.
            current_app.logger.warning("the bin could not be emptied", exc_info=True)


def _close(_error: BaseException | None) -> None:
    db = g.pop("store", None)
    if db is not None:
        _connections().give_back(db)


def _connections() -> KeptConnections:
    return cast(KeptConnections, current_app.extensions[CONNECTIONS])


def _unavailable(error: StoreUnavailable) -> Response:
    """503 for views that do not say it themselves."""
    current_app.logger.error("the database cannot be used", exc_info=error)
    response = errors.answer(ServiceUnavailable(str(error)))
    response.headers["Retry-After"] = "5"
    return response


def current_workspace() -> Workspace | None:
    """The visitor's workspace; None before the first save and for an unknown key."""
    if current_app.config["OPEN"]:
        return workspaces.open_to_all(store(), now=now())
    key = current_key()
    found = workspaces.find(store(), key) if key else None
    if key and found is None:
        logs.refused("a cookie whose key no workspace has")
    return found


def current_key() -> str | None:
    """The key in the cookie, to make a join link of; None when everybody shares one workspace."""
    if current_app.config["OPEN"]:
        return None
    return request.cookies.get(HOST_COOKIE) or request.cookies.get(COOKIE) or None


def read_kept(read: Callable[[Database, Workspace], tuple[T, ...]]) -> tuple[T, ...]:
    """What `read` finds in the visitor's workspace; nothing where there is none or the database is unavailable, as
    pages work without it."""
    if not (current_app.config["OPEN"] or current_key()):
        return ()
    try:
        workspace = current_workspace()
        return read(store(), workspace) if workspace else ()
    except StoreUnavailable:
        current_app.logger.exception("what the workspace keeps could not be read")
        return ()


def ensure_workspace() -> Workspace:
    """The workspace to save in, created when there is none; the answer to this request carries its cookie.

    A key that the database does not know is kept. The file may be a new one while the right one is away, and with
    another key the plans in it would be out of reach for good.
    """
    found, key = current_workspace(), current_key()
    if found is None and key:
        found = workspaces.make_with_key(store(), key, now=now())
    if found is None:
        found, key = workspaces.make(store(), now=now())
    if key:
        _send_cookie(key)
    return found


def keep_signed_in(response: Response) -> None:
    """Renews the days of the cookie, for visitors who have a workspace and are not just getting or losing one."""
    key = current_key()
    if key and not response.headers.getlist("Set-Cookie") and current_workspace():
        _set_cookie(response, key)


def leave() -> None:
    """This browser forgets its key; the workspace stays for holders of its link."""
    logs.log_change("a browser signed out of its workspace")
    _drop_cookie()


def own_workspace() -> Workspace:
    """The workspace of this browser alone; NotThere where it has none or everybody shares one."""
    found = current_workspace()
    if found is None or current_app.config["OPEN"]:
        raise NotThere("This browser has no workspace of its own.")
    return found


def change_key(key: str = "") -> None:
    """A new key for this browser's workspace: every other device with the old one is signed out.

    `key` is the new key, drawn by the page that asked. If it is sent twice, as by a double click, it is changed once: a
    second new key would be in an answer that nobody reads.
    """
    if key and not current_app.config["OPEN"] and workspaces.find(store(), key):
        _send_cookie(key)
        return
    found = own_workspace()
    _send_cookie(workspaces.change_key(store(), found, key))
    logs.log_change(f"the key of workspace {found.id} was changed")


def delete_workspace() -> int:
    """Deletes this browser's workspace with everything in it; returns how many plans and budgets there were."""
    found = own_workspace()
    gone = workspaces.remove(store(), found)
    logs.log_change(f"workspace {found.id} was deleted")
    _drop_cookie()
    return gone


def join(key: str) -> Workspace:
    """Makes the workspace of `key` this browser's own; NotThere when there is none. Ask the visitor before.

    The plans of the browser's former workspace stay there and are no longer visible: see `move_plans_to`.
    """
    found = workspace_of_key(key)
    _send_cookie(key)
    logs.log_change(f"a browser joined workspace {found.id}")
    return found


def workspace_of_key(key: str) -> Workspace:
    """The workspace of a join link, shown before joining; NotThere when there is none."""
    found = None if current_app.config["OPEN"] else workspaces.find(store(), key)
    if found is None:
        raise NotThere("This link leads to no workspace. Check that it was copied whole.")
    return found


def move_plans_to(target: Workspace) -> int:
    """Moves this browser's plans into `target`; call it before `join`. How many moved."""
    source = current_workspace()
    return workspaces.move_scenarios(store(), source, target) if source and source.id != target.id else 0


def _send_cookie(key: str) -> None:
    @after_this_request
    def add(response: Response) -> Response:
        return _set_cookie(response, key)


def _set_cookie(response: Response, key: str) -> Response:
    secure = is_https()
    seconds = current_app.config["COOKIE_DAYS"] * 24 * 60 * 60
    name = HOST_COOKIE if secure else COOKIE
    response.set_cookie(name, key, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=secure)
    if secure and COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/")
    # An answer with a key in it belongs in no shared cache.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _drop_cookie() -> None:
    secure = is_https()

    @after_this_request
    def drop(response: Response) -> Response:
        for name in (COOKIE, HOST_COOKIE):
            response.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=secure)
        if secure:
            # Pages that the browser has kept; on plain http it would not listen.
            response.headers["Clear-Site-Data"] = '"cache"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


def is_https() -> bool:
    """Whether the browser used https; behind a proxy that ends TLS the request itself does not show it."""
    public = cast(str | None, current_app.config["PUBLIC_URL"])
    if public and urlsplit(public).netloc == request.host:
        return urlsplit(public).scheme == "https"
    return request.is_secure
