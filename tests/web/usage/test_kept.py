"""Own runs in a saved plan: frozen into its revision, shown again, exported as figures."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urlencode

from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.schema.requests import parse_request
from planner.web.forms.request import to_request
from planner.web.saved.plans.form_from_saved import form_of_question
from tests.web.saved.parts import plain, save

OWN = [
    {
        "model": "gpt-5.4",
        "thinking": "high",
        "task_class": "support_agent",
        "runs": 14,
        "reasoning_tokens": 2400,
        "visible_tokens": 900,
        "steps": 6,
        "sd_ln": {"reasoning_tokens": 0.4},
    }
]


def test_own_runs_are_frozen_into_a_saved_plan(client: FlaskClient) -> None:
    plan = urlencode({"task": "support_agent", "steps": "6", "models": "openai/gpt-5.4", "learnt": json.dumps(OWN)})
    exported = json.loads(client.get(f"/saved/{save(client, plan)}/export.json").text)
    (revision,) = exported["revisions"]
    (own,) = next(p["calibration"] for p in revision.values() if isinstance(p, dict) and "calibration" in p)
    assert (own["model"], own["runs"], own["reasoning_tokens"]) == ("gpt-5.4", 14, 2400)


def test_a_saved_plan_opens_with_its_own_runs(client: FlaskClient, catalogue: Catalogue) -> None:
    workload = {"task_class": "support_agent", "steps": 6}
    asked = parse_request({"workload": workload, "offers": ["openai/gpt-5.4"], "calibration": OWN})
    form = form_of_question(asked, catalogue)
    assert parse_request(to_request(form)).calibration == asked.calibration
    assert "Yours, 14 runs" in client.get(form.address()).text


def test_a_log_and_its_plan_say_the_same_of_own_runs(client: FlaskClient) -> None:
    """At the effort of the log: before own runs and with them, on the page of the log and in the plan one click on."""
    head = "model,effort,task_class,n,input,cached,visible,reasoning,seconds,steps\n"
    row = "gpt-6-luna,high,coding_agent,1,{}00000,440000,{}000,9000,420,3{}\n"
    rows = "".join(row.format(5 + i % 2, 8 + i % 5, i % 4) for i in range(10))
    page = client.post("/usage", data={"way": "log", "text": head + rows}).text
    found = re.search(r"GPT-6 Luna yours, 10 runs (\$[\d.]+) \S+ to \S+ (\$[\d.]+) ", plain(page))
    address = re.search(r'href="(/plan[^"]+)">Plan with these figures', page)
    assert found and address
    assert f"Expected {found[2]} per month, before {found[1]}." in plain(client.get(unescape(address[1])).text)
