"""What tests of budget pages have in common: the example's fields as a browser sends them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from planner.web.budgets.examples import LINES

SCRIPT = {"HX-Request": "true"}


def fields(**changes: str) -> dict[str, str]:
    """The example, sent whole; a field is left out by an empty change of a line's whole name."""
    said = {"name": "Agents and chat", "cap": "36,000", "total": "400,000", "start": "Dec 2026", "months": "12"}
    for index, line in enumerate(LINES):
        said |= {f"l{index}-{name}": text for name, text in line.items()}
    return said | {name.replace("__", "-"): text for name, text in changes.items()}


def one_line(**changes: str) -> dict[str, str]:
    """A budget of one line without caps: a million tokens in and no answer, 30 runs per day on Gemini 3.7 Flash."""
    said = {
        "name": "One", "start": "Dec 2026", "months": "2", "wish": "", "l0-preset": "rag", "l0-name": "Chat",
        "l0-offer": "google/gemini-3.7-flash", "l0-thinking": "off", "l0-runs": "1", "l0-shared": "0",
        "l0-own": "1,000,000", "l0-answer": "200,000", "l0-cache": "off",
    }  # fmt: skip
    return said | {name.replace("__", "-"): text for name, text in changes.items()}


def heading(page: TestResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


def error(page: TestResponse, field: str) -> str:
    """The sentence beside a field."""
    found = re.search(rf'id="err-{re.escape(field)}"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    assert found, f"no place for an error of {field}"
    return unescape(re.sub(r"<svg.*?</svg>", "", found[1], flags=re.DOTALL)).strip()


def saved(client: FlaskClient, **changes: str) -> str:
    """The address of the example, saved."""
    answer = client.post("/budgets", data=fields(**changes))
    assert answer.status_code == 303, answer.text[:500]
    return str(answer.headers["Location"]).partition("?")[0].removesuffix("/sheet")


def link_to(client: FlaskClient, budget: str, **said: Any) -> str:
    """A link given away, as a path."""
    answer = client.post(f"{budget}/share", data=said, headers={"Accept": "application/json"})
    assert answer.json is not None
    return "/b/" + str(answer.json["url"]).rpartition("/b/")[2]
