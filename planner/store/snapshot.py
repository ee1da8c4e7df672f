"""A question and its answer as a draft to save, and back from what was saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from planner import __version__
from planner.core.request import EstimateRequest
from planner.core.results import Caveat, Comparison, Line, Tokens
from planner.core.scenario.snapshot import KeptRate, Key, Refused, Saved, Total, rates_used
from planner.core.uncertainty.band import Band
from planner.schema.answers import comparison_to_data
from planner.schema.requests import parse_request, request_to_data
from planner.schema.scalars import day, money
from planner.store.database.rows import Draft, Json
from planner.store.files.result_tables import ENDS_LATE, EXPECTED

MEANS = tuple(field.name for field in fields(Tokens) if field.default is MISSING)
"""Tokens that every version kept."""


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
    """The saved request. BadInput when this version no longer accepts it, with the fields that changed."""
    return parse_request(draft.request)


def saved_of(draft: Draft) -> Saved:
    """The answer as it was given."""
    return Saved(
        moment=draft.price_moment,
        totals=tuple(total_of_data(estimate) for estimate in draft.snapshot["estimates"]),
        refused=tuple(
            Refused(refusal["offer"], refusal["model"], refusal["thinking"], refusal["text"])
            for refusal in draft.snapshot["refused"]
        ),
        rates=tuple(rate_of_data(rate) for rate in draft.rates),
    )


CLOCK_TIME = re.compile(r"[0-2][0-9]:[0-5][0-9](?: \+[1-9][0-9]{0,3})?")
"""A time of day, with the days after the first: 08:00 +1."""


def total_of_data(estimate: Mapping[str, Any]) -> Total:
    """One saved estimate; what earlier versions did not keep is not known."""
    run = estimate["latency"]["run"] if estimate["latency"] else {"p50": None, "p95": None}
    cost, mean, late = estimate["cost"], estimate.get(EXPECTED), estimate.get(ENDS_LATE)
    return Total(
        offer_id=estimate["offer"],
        model_name=estimate["model"],
        asked=estimate["asked"],
        thinking=estimate["thinking"],
        usd_per_run=Decimal(cost["usd_per_run"]),
        usd_per_month=Decimal(cost["usd_per_month"]),
        runs_per_month=Decimal(str(cost["runs_per_month"])),
        tokens=_tokens(estimate["tokens"]),
        run_band=_band(cost.get("run_band")),
        month_band=_band(cost["month_band"]),
        run_seconds=run["p50"],
        run_seconds_p95=run["p95"],
        mean_seconds=float(mean) if isinstance(mean, int | float) and 0 <= mean < float("inf") else None,
        late_end=late if isinstance(late, str) and CLOCK_TIME.fullmatch(late) else "",
        caveats=tuple(Caveat(flag["code"], flag["text"], flag.get("step")) for flag in estimate["flags"]),
    )


def _tokens(data: Mapping[str, Any]) -> Tokens:
    means = Tokens(*(Decimal(str(data[kind])) for kind in MEANS))  # type: ignore[arg-type]
    return replace(means, compactions=Decimal(str(data.get("compactions", 0))))


def _band(data: Mapping[str, Any] | None) -> Band | None:
    return Band(*(float(data[end]) for end in ("p10", "p50", "p90"))) if data else None


def lines_of(draft: Draft, key: Key) -> tuple[Line, ...]:
    """The lines of the bill of one of its estimates; none where it has no such estimate."""
    estimate = next((one for one in draft.snapshot["estimates"] if (one["offer"], one["asked"]) == key), None)
    return tuple(
        Line(
            line["name"],
            Decimal(str(line["tokens"])),
            Decimal(line["usd_per_mtok"]),
            Decimal(line["usd"]),
            line["tier_start"],
        )
        for line in (estimate["cost"]["lines"] if estimate else ())
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
