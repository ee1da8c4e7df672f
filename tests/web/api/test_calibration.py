"""`calibration` in POST /api/v1/estimate: evidence, bands and errors as the contract has them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from planner.schema.requests import parse_json, parse_request, request_to_data
from planner.schema.scalars import to_json

OWN = {
    "model": "claude-opus-4-5",
    "thinking": "high",
    "task_class": "coding_agent",
    "runs": 14,
    "reasoning_tokens": 5200,
    "visible_tokens": 8000,
    "steps": 41,
    "seconds": 310,
    "sd_ln": {"reasoning_tokens": 0.8},
}


def body(**changes: Any) -> dict[str, Any]:
    workload = {"task_class": "coding_agent", "steps": 41, "runs_per_day": 50}
    offers = ["anthropic/claude-opus-4-5", "openai/gpt-5.4"]
    return {"workload": workload, "offers": offers, "thinking": ["high"], "price_date": "2026-11-23", **changes}


def test_evidence_says_own_runs_and_what_was_shifted(client: FlaskClient) -> None:
    answer = client.post("/api/v1/estimate", json=body(calibration=[OWN])).json
    assert answer is not None
    own, other = (estimate["evidence"] for estimate in answer["estimates"])
    for figure in ("reasoning", "visible", "speed"):
        assert (own[figure]["basis"], own[figure]["runs"], own[figure]["shifted_by_own"]) == ("own", 14, False)
    assert other["reasoning"]["basis"] != "own" and other["reasoning"]["shifted_by_own"] is True
    assert other["speed"]["shifted_by_own"] is False


def test_bands_are_narrower_than_without(client: FlaskClient) -> None:
    def ratios(**changes: Any) -> list[float]:
        answer = client.post("/api/v1/estimate", json=body(**changes)).json
        assert answer is not None
        bands = [estimate["tokens"]["reasoning_mean_band"] for estimate in answer["estimates"]]
        return [band["p90"] / band["p10"] for band in bands]

    before, after = ratios(), ratios(calibration=[OWN])
    assert after[0] < 0.7 * before[0] and after[1] < before[1]


def test_a_request_with_own_runs_is_written_as_it_was_read() -> None:
    request = parse_request(body(calibration=[OWN]))
    assert parse_json(to_json(request_to_data(request))) == request


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model": "nobody"}, "calibration.0.model"),
        ({"model": 7}, "calibration.0.model"),
        ({"runs": 0}, "calibration.0.runs"),
        ({"task_class": "x"}, "calibration.0.task_class"),
        ({"thinking": "pair"}, "calibration.0.thinking"),
        ({"thinking": "xhigh"}, "calibration.0.thinking"),
        ({"reasoning_tokens": -1}, "calibration.0.reasoning_tokens"),
        ({"steps": 1001}, "calibration.0.steps"),
        ({"sd_ln": {"colour": 1}}, "calibration.0.sd_ln.colour"),
        ({"sd_ln": {"seconds": 9}}, "calibration.0.sd_ln.seconds"),
        ({"colour": 1}, "calibration.0.colour"),
    ],
)
def test_a_wrong_entry_is_named_by_its_place(client: FlaskClient, changes: dict[str, Any], field: str) -> None:
    response = client.post("/api/v1/estimate", json=body(calibration=[OWN | changes]))
    assert response.status_code == 422 and response.json is not None
    assert [error["field"] for error in response.json["errors"]] == [field]


def test_an_entry_must_say_its_model_and_runs(client: FlaskClient) -> None:
    response = client.post("/api/v1/estimate", json=body(calibration=[{"task_class": "coding_agent"}]))
    assert response.json is not None
    assert {error["field"] for error in response.json["errors"]} == {"calibration.0.model", "calibration.0.runs"}
    assert {error["message"] for error in response.json["errors"]} == {"must be given"}
