"""A question and its answer as a draft to save, and back from what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from planner import __version__
from planner.core.request import EstimateRequest
from planner.core.results import Comparison
from planner.core.scenario.snapshot import KeptRate, Refused, Saved, Total, rates_used
from planner.schema.answers import comparison_to_data
from planner.schema.requests import parse_request, request_to_data
from planner.schema.scalars import day, money
from planner.store.database.rows import Draft, Json


def draft_of(question: EstimateRequest, comparison: Comparison, *, prices_version: str, note: str = "") -> Draft:
    """What to save of a plan; `comparison` is the answer to `question`, `prices_version` that of its catalogue."""
    return Draft(
        request=request_to_data(question),
        snapshot=comparison_to_data(comparison),
        rates=tuple(rate_to_data(rate) for rate in rates_used(question, comparison)),
        price_moment=comparison.price_date,
        app_version=__version__,
        prices_version=prices_version,
        note=note,
    )


def question_of(draft: Draft) -> EstimateRequest:
    """The question as it was asked. BadInput when this version no longer takes it, with the fields that changed."""
    return parse_request(draft.request)


def saved_of(draft: Draft) -> Saved:
    """The answer as it was given."""
    return Saved(
        moment=draft.price_moment,
        totals=tuple(_total(estimate) for estimate in draft.snapshot["estimates"]),
        refused=tuple(
            Refused(refusal["offer"], refusal["model"], refusal["thinking"], refusal["text"])
            for refusal in draft.snapshot["refused"]
        ),
        rates=tuple(rate_of_data(rate) for rate in draft.rates),
    )


def _total(estimate: Mapping[str, Any]) -> Total:
    run = estimate["latency"]["run"] if estimate["latency"] else {"p50": None, "p95": None}
    return Total(
        offer_id=estimate["offer"],
        model_name=estimate["model"],
        asked=estimate["asked"],
        thinking=estimate["thinking"],
        usd_per_run=Decimal(estimate["cost"]["usd_per_run"]),
        usd_per_month=Decimal(estimate["cost"]["usd_per_month"]),
        run_seconds=run["p50"],
        run_seconds_p95=run["p95"],
        caveats=tuple(caveat["code"] for caveat in estimate["flags"]),
    )


def rate_to_data(rate: KeptRate) -> Json:
    """USD as a decimal string, null where not published."""
    return {
        "offer": rate.offer_id,
        "model": rate.model_name,
        "name": rate.name,
        "usd": money(rate.usd) if rate.usd is not None else None,
        "per": "thousand calls" if rate.name.endswith("_kcount") else "million tokens",
        "tier_start": rate.tier_start,
        "source": rate.source,
        "checked": day(rate.checked),
        "url": rate.url or None,
    }


def rate_of_data(data: Json) -> KeptRate:
    return KeptRate(
        offer_id=data["offer"],
        model_name=data["model"],
        name=data["name"],
        usd=Decimal(data["usd"]) if data["usd"] is not None else None,
        tier_start=data["tier_start"],
        source=data["source"],
        checked=date.fromisoformat(data["checked"]) if data["checked"] else None,
        url=data["url"] or "",
    )
