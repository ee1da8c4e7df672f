"""A budget adds up to the last digit: over lines, stages, months, owners and what the dollars buy."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

WORK = {"task_class": "coding_agent", "input_tokens": 3_333, "steps": 7, "tool_result_tokens": 700, "retry_rate": 1 / 3}
STAGES = [{"name": "plan", "share": 1 / 3}, {"name": "work", "offer": "gpt-5.4-mini", "steps": 7}]
LINES = [
    {"name": "a", "offer": "gpt-5.4", "thinking": "high", "owner": "Ann", "workload": {**WORK, "runs_per_day": 7}},
    {"name": "b", "offer": "deepseek-v4-pro", "owner": "Bob", "workload": {**WORK, "runs_per_day": 50_000}},
    {"name": "c", "offer": "claude-opus-5", "owner": "Ann", "workload": {**WORK, "runs_per_day": 3}, "share": 1 / 3},
    {"name": "d", "offer": "kimi-k3", "owner": "Bob", "workload": {**WORK, "runs_per_day": 11, "stages": STAGES}},
]
GROWTH = {"kind": "compound", "share": "0.0333"}
BUDGET = {"start": "2026-12", "months": 14, "month": "calendar", "lines": [{**one, "growth": GROWTH} for one in LINES]}


def total(amounts: Iterable[str]) -> Decimal:
    """With as many digits as Decimal has by itself: other programs add no more exactly."""
    return sum(map(Decimal, amounts), Decimal(0))


def test_a_budget_adds_up_to_the_last_digit(client: FlaskClient) -> None:
    answer: Any = client.post("/api/v1/budget", json=BUDGET).get_json()
    lines, months, usd = answer["lines"], answer["months"], Decimal(answer["finding"]["usd"])
    assert not any(line["refused"] for line in lines)
    assert total(month["usd"] for month in months) == total(line["usd"] for line in lines) == usd
    assert total(owner["usd"] for owner in answer["owners"]) == usd
    for place, month in enumerate(months):
        assert total(line["months"][place]["usd"] for line in lines) == Decimal(month["usd"])
        assert total(month["split"].values()) == Decimal(month["planned_usd"]) == Decimal(month["usd"])
        assert total(owner["usd_by_month"][place] for owner in answer["owners"]) == Decimal(month["usd"])
    for line in lines:
        assert total(month["usd"] for month in line["months"]) == Decimal(line["usd"])
        assert all(total(month["split"].values()) == Decimal(month["usd"]) for month in line["months"])
    assert total(stage["usd"] for stage in lines[3]["stages"]) == Decimal(lines[3]["usd"])


@pytest.mark.parametrize("paid", ["1920.5", "33.33", "0", "1234567.89"])
def test_an_actual_bill_split_over_stages_stays_the_bill(client: FlaskClient, paid: str) -> None:
    line = {**LINES[3], "actuals": [paid, None]}
    answer: Any = client.post("/api/v1/budget", json={"start": "2026-10", "months": 2, "lines": [line]}).get_json()
    assert answer["lines"][0]["months"][0]["usd"] == answer["months"][0]["usd"] == paid
    parts = [stage["months"][0]["usd"] for stage in answer["lines"][0]["stages"]]
    assert total(parts) == Decimal(paid)
    assert all(Decimal(part) >= 0 for part in parts)
