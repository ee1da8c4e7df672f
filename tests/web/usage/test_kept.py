"""Own runs in a saved plan: frozen into its revision, shown again, exported as figures."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.schema.requests import parse_request
from planner.web.forms.request import to_request
from planner.web.saved.plans.form_from_saved import form_of_question
from tests.web.saved.parts import save

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
