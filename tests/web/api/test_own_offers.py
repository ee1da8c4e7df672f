"""Own offers through the API: a fine-tune, a gateway, GPUs; priced, budgeted, refused, kept in a saved request."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient

from planner.core.models.offers.own_offers import Gpus, gpu_usd_per_mtok
from planner.schema.budget.data import budget_request_data
from planner.schema.budget.requests import parse_budget
from planner.schema.requests import parse_request, request_to_data

LOAD = {
    "input_tokens": 1_000_000, "visible_tokens_per_call": 0, "reasoning_tokens_per_call": 0, "runs_per_day": 1,
    "cache": {"mode": "off"},
}  # fmt: skip
TUNED = {
    "id": "acme-ft", "like": "gpt-5.4", "usd_per_mtok": {"input": "3", "output": "18"}, "note": "Contract 2026",
    "date": "2026-11-01",
}  # fmt: skip
GATEWAY = {"id": "gateway", "like": "anthropic/claude-opus-5", "kind": "gateway", "fee": "0.05"}
RENTED = {"usd_per_hour": "2.5", "gpus": 8, "tokens_per_second": "4000", "utilisation": "0.4"}
GPUS = {"id": "kimi", "like": "novita/moonshotai/kimi-k2-thinking", "kind": "gpus", "gpus": RENTED}
OWN = [TUNED, GATEWAY, GPUS]


def post(client: FlaskClient, offer: str, own: list[dict[str, Any]]) -> Any:
    return client.post(
        "/api/v1/estimate",
        json={"workload": LOAD, "offers": [offer], "thinking": ["default"], "own_offers": own},
    )


def test_gpus_cost_their_hours_over_their_tokens() -> None:
    """8 GPUs at $2.50 are $20 an hour; 4,000 tokens a second, used 40 % of it, are 5.76 million tokens."""
    usd = gpu_usd_per_mtok(Gpus(Decimal("2.5"), 8, Decimal(4000), Decimal("0.4")))
    assert float(usd) == pytest.approx(20 / 5.76)


@pytest.mark.parametrize(("offer", "usd"), [("own/acme-ft", 3), ("own/gateway", 5.25), ("own/kimi", 20 / 5.76)])
def test_each_kind_is_priced_as_stated(client: FlaskClient, offer: str, usd: float) -> None:
    (found,) = post(client, offer, OWN).json["estimates"]
    assert found["offer"] == offer
    assert float(found["cost"]["usd_per_run"]) == pytest.approx(usd)
    assert found["evidence"]["price"]["basis"] == "given"


def test_note_and_date_stand_in_the_evidence(client: FlaskClient) -> None:
    price = post(client, "own/acme-ft", OWN).json["estimates"][0]["evidence"]["price"]
    assert "Contract 2026" in price["source"] and price["checked"] == "2026-11-01"


def test_own_offers_are_known_to_their_request_alone(client: FlaskClient) -> None:
    assert post(client, "own/acme-ft", OWN).status_code == 200
    answer = post(client, "own/acme-ft", [])
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == "offers.0"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "Not An Id"}, "own_offers.0.id"),
        ({"like": "no such model at all"}, "own_offers.0.like"),
        ({"usd_per_mtok": {"output": "1"}}, "own_offers.0.usd_per_mtok"),
        ({"usd_per_mtok": {"input": "-1"}}, "own_offers.0.usd_per_mtok"),
        ({"kind": "gateway", "fee": "11"}, "own_offers.0.fee"),
        ({"kind": "gpus"}, "own_offers.0.gpus"),
        ({"kind": "gpus", "gpus": RENTED | {"utilisation": "40"}}, "own_offers.0.gpus.utilisation"),
        ({"date": "yesterday"}, "own_offers.0.date"),
        ({"colour": "red"}, "own_offers.0.colour"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client: FlaskClient, change: dict[str, Any], field: str) -> None:
    answer = post(client, "own/acme-ft", [TUNED | change])
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_a_budget_line_runs_on_an_own_offer(client: FlaskClient) -> None:
    line = {"name": "a", "offer": "own/acme-ft", "thinking": "off", "workload": LOAD}
    request = {"name": "b", "start": "2026-12", "months": 1, "own_offers": OWN, "lines": [line]}
    answer = client.post("/api/v1/budget", json=request)
    assert answer.status_code == 200
    assert Fraction(answer.json["finding"]["usd"]) == 3 * 31
    budget = parse_budget(request)
    assert parse_budget(budget_request_data(budget)) == budget


def test_a_saved_request_keeps_them() -> None:
    question = parse_request({"workload": LOAD, "offers": ["own/gateway"], "own_offers": OWN})
    assert parse_request(request_to_data(question)) == question
