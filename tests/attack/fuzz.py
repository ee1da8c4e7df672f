"""Typed fuzz of every route: python -m tests.attack.fuzz [SECONDS [SEED]] sends what people and programs might.

Paths, fields and bodies are drawn from what each route knows and from values that are none. No answer is status 500.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from planner.core.models.catalogue import Catalogue
from planner.sources.usage.any_table import FIGURES
from planner.web.forms import SPECS
from tests.attack.damaged import client_of
from tests.sources.usage.samples import SAMPLES
from tests.web.budgets.parts import fields, one_line
from tests.web.saved.parts import JSON, PLAN, save

SECONDS = 45.0
HUGE = "9" * 25
TEXTS = (
    "", " ", "0", "1", "-1", "1.5", "6.000", "1e3", "1e400", "nan", "inf", "-inf", "٣", HUGE,
    "9223372036854775808", "x",
    "x@x", f"x@{HUGE}", "@", "0000111", "null", "true", "[]", "{}", "'", '"', "<b>", "%", "%00", "\u0000", "é" * 300,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "=1+1", "../..", "high", "pair",
    "default", "auto",
    "2026-11-23", "0001-01-01", "9999-12", "Dec 2026", "gpt-5.4", "o3 (batch)", "Kimi K2.6 (free)",
    "gpt-5.4-batch high", "openai/gpt-5.4", "own/x", "rag", "everyday_qa",
    "1,000,000", "100%", "1e9", "10^6", "50k", "2 s", "updated", "latest", "plan", "budget", "new",
)  # fmt: skip
OTHERS = (
    "q", "open", "do", "b", "all", "page", "sort", "tag", "scenario", "revision", "budget", "plan", "name",
    "note", "tags",
    "seen", "as", "from", "focus", "models", "host", "own", "said", "deleted", "s", "expires", "until",
    "chosen", "text",
    "limit", "offset", "ended", "new", "apply", "then", "sure", "bring", "learnt", "cap", "total", "start", "months",
    "month", "rate", "wish", "bench", "score", "max_usd", "max_seconds", "best", "order", "id", "like", "kind", "fee",
)  # fmt: skip
BODIES: tuple[Any, ...] = (None, True, 0, -1, 1e308, "", "x", [], {}, [[]], [None], {"workload": None}, HUGE)
RUN = {"task_class": "everyday_qa", "runs_per_day": 10, "input_tokens": 200}
ASKED: dict[str, Any] = {"workload": RUN, "offers": ["openai/gpt-5.4"], "thinking": ["off"]}
BUDGET: dict[str, Any] = {
    "start": "2027-01", "months": 2, "lines": [{"workload": RUN, "offer": "openai/gpt-5.4", "thinking": "off"}],
}  # fmt: skip


COUNTED: dict[str, Any] = {
    "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "width": 5}]}],
    "tools": [{"name": "f", "input_schema": {"type": "object", "properties": {"a": {"enum": ["x"]}}}}],
    "system": "Be brief.", "models": ["gpt-5.4"],
}  # fmt: skip
OWN_RUNS: dict[str, Any] = {
    "format": "token-planner/own-runs", "version": 1, "own_runs": [{
        "own": {"model": "gpt-5.4", "thinking": "high", "task_class": "rag", "runs": 9, "reasoning_tokens": 5000},
        "source": "LiteLLM", "first": "2026-11-01", "last": "2026-11-20",
    }],
}  # fmt: skip
SPLICES = (
    b"1e400",
    b"-5",
    b"NaN",
    b"9" * 40,
    b"\x00",
    b'"',
    b",",
    b"\n",
    b"\xff\xfe",
    b"[" * 5000,
    b"null",
    b"9999-12-31T23:59:59Z",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to ask for: ids and tokens for paths, and every field of every form."""

    values: Mapping[str, tuple[str, ...]]
    fields: tuple[str, ...]


def known_to(client: FlaskClient) -> Known:
    plan = save(client)
    budget = str(client.post("/budgets", data=one_line(), headers=JSON).json["id"])
    token = client.post(f"/saved/{plan}/share", headers=JSON).json["url"].rpartition("/")[2]
    other = client.post(f"/budgets/{budget}/share", headers=JSON).json["url"].rpartition("/")[2]
    values = {"sid": (plan, budget), "token": (token, other), "ending": ("csv", "json", "md", "html", "xlsx", "exe")}
    return Known(values, (*SPECS, *OTHERS, *fields()))


def path_of(rule: Rule, known: Known, chance: random.Random) -> str:
    """An address of the route."""
    path = ""
    for is_argument, part in rule._trace:
        if not is_argument:
            path += part.lstrip("|")
            continue
        choices = (*known.values.get(part, ()), *known.values.get(part, ()))
        text = chance.choice(choices) if choices and chance.random() < 0.8 else chance.choice(TEXTS)
        path += quote(text, safe="")
    return path


def pairs(known: Known, chance: random.Random) -> list[tuple[str, str]]:
    """Some fields with some values, over the example's where a form is sent whole."""
    base: dict[str, str] = chance.choice(({}, {}, fields(), one_line(), {"plan": PLAN, "name": "Fuzz"}))
    count = chance.choice((1, 1, 2, 3, 6))
    return [*base.items(), *((chance.choice(known.fields), chance.choice(TEXTS)) for _ in range(count))]


def changed(data: Any, chance: random.Random) -> Any:
    """A body with one value somewhere replaced, left out or added."""
    if isinstance(data, dict) and data and chance.random() < 0.85:
        key = chance.choice(list(data))
        return {**data, key: changed(data[key], chance)}
    if isinstance(data, list) and data and chance.random() < 0.7:
        return [changed(data[0], chance), *data[1:]]
    if isinstance(data, dict) and chance.random() < 0.5:
        return {**data, chance.choice(list(SPECS)): chance.choice(TEXTS)}
    return chance.choice((*BODIES, *TEXTS))


def spoilt(log: bytes, chance: random.Random) -> bytes:
    """A log with some bytes replaced, cut out or put in."""
    for _ in range(chance.choice((1, 2, 5))):
        place = chance.randrange(len(log) + 1)
        log = log[:place] + chance.choice(SPLICES) + log[place + chance.choice((0, 0, 1, 20)) :]
    return log


def uploaded(chance: random.Random) -> dict[str, Any]:
    """A form with a log, and columns chosen for some figures."""
    log = spoilt(chance.choice([content for _, content in SAMPLES.values()]), chance)
    chosen = {f"map.{chance.choice(list(FIGURES))}": chance.choice(TEXTS) for _ in range(chance.choice((0, 0, 1, 4)))}
    more = {chance.choice(("calls", "task_class", "columns", "text_column")): chance.choice(TEXTS)}
    return {"file": (BytesIO(log), "log"), "way": "log", **chosen, **(more if chance.random() < 0.3 else {})}


def sent(rule: Rule, known: Known, chance: random.Random) -> tuple[str, str, dict[str, Any]]:
    """Method, address and the rest of one request."""
    path, method = path_of(rule, known, chance), chance.choice(sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}))
    headers = chance.choice(({}, JSON, {"HX-Request": "true"}))
    if method == "GET":
        return method, f"{path}?{urlencode(pairs(known, chance))}", {"headers": headers}
    if rule.rule in ("/usage", "/api/v1/usage"):
        return method, path, {"data": uploaded(chance), "headers": headers}
    if rule.rule == "/own-runs/import":
        return method, path, {"data": {"text": json.dumps(changed(OWN_RUNS, chance))}, "headers": headers}
    if rule.rule.startswith("/api/"):
        text = json.dumps(changed(COUNTED if rule.rule.endswith("count") else chance.choice((ASKED, BUDGET)), chance))
        return method, path, {"data": text, "headers": {"Content-Type": "application/json"}}
    return method, path, {"data": urlencode(pairs(known, chance)), "headers": headers | FORM}


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def try_all(catalogue: Catalogue, *, seconds: float, seed: int = 1, most: int = 10**9) -> tuple[int, int, list[str]]:
    """Routes, requests sent until `seconds` passed or there were `most`, and those answered with 500."""
    chance, wrong, count = random.Random(seed), [], 0  # noqa: S311 - not a secret
    with tempfile.TemporaryDirectory() as folder:
        client = client_of(catalogue, Path(folder, "fuzz.sqlite3"))
        known = known_to(client)
        rules = [rule for rule in client.application.url_map.iter_rules() if rule.endpoint not in LEAVE_OUT]
        until = time.monotonic() + seconds
        while time.monotonic() < until and count < most:
            rule = rules[count % len(rules)]
            method, address, rest = sent(rule, known, chance)
            answer = client.open(address, method=method, **rest)
            count += 1
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} {method} {address[:300]} {str(rest.get('data', ''))[:700]}")
        return len(rules), count, wrong


LEAVE_OUT = frozenset({"static", "joining.delete", "joining.leave", "joining.change_key"})
"""Files, and what would end the workspace that the others are tried in."""


def main(arguments: list[str]) -> int:
    from planner.sources.catalogue import load_catalogue

    seconds, seed = float(arguments[0]) if arguments else SECONDS, int(arguments[1]) if arguments[1:] else 1
    routes, count, wrong = try_all(load_catalogue(), seconds=seconds, seed=seed)
    for one in wrong[:30]:
        print("FAIL", one)
    print(f"{count} fuzzed requests to {routes} routes, {len(wrong)} answered with 500")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
