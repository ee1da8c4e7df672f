"""Whether a saved plan from outside may be shown: its shape, exact money, harmless addresses, sums that add up."""

from __future__ import annotations

import json
from decimal import Decimal, localcontext
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from planner.core.cost.quote import EXACT
from planner.schema.saved.kept_shapes import STRICT, Address, Day, Id, Kept, Mode, Money, Narrower, Words, kept_model
from planner.schema.shapes import estimate as shapes

EVIDENCE = "basis source checked url"
KEPT: Kept = {
    shapes.Comparison: "price_date seed estimates refused",
    shapes.Estimate: "offer model thinking asked tokens cost latency flags evidence",
    shapes.Refusal: "offer model thinking code text instead",
    shapes.Tokens: "input input_fresh cache_read cache_write reasoning visible reasoning_band visible_band "
    "reasoning_mean_band",
    shapes.Cost: "lines usd_per_run run_band runs_per_month usd_per_month month_band",
    shapes.Line: "name tokens usd_per_mtok usd tier_start",
    shapes.Latency: "ttft first_answer e2e run",
    shapes.Flag: "code text step",
    shapes.EvidenceOfEstimate: "price reasoning visible speed",
    shapes.Evidence: EVIDENCE,
    shapes.PriceEvidence: EVIDENCE,
    shapes.Band: "p10 p50 p90",
    shapes.MoneyBand: "p10 p50 p90",
    shapes.Tail: "p50 p95",
}
NARROWER: Narrower = {
    (shapes.Estimate, "offer"): Id,
    (shapes.Estimate, "thinking"): Mode,
    (shapes.Estimate, "asked"): Mode,
    (shapes.Refusal, "offer"): Id,
    (shapes.Refusal, "thinking"): Mode,
    (shapes.Evidence, "url"): Address | None,
    (shapes.PriceEvidence, "url"): Address | None,
}


class KeptRate(TypedDict):
    """A rate that was kept with an answer."""

    offer: Words
    model: Words
    name: Words
    usd: Money | None
    per: Words
    tier_start: int | None
    source: Words
    checked: Day | None
    url: Address | None


@cache
def _plans() -> TypeAdapter[list[Any]]:
    return TypeAdapter(list[kept_model(shapes.Comparison, KEPT, NARROWER)])  # type: ignore[misc,arg-type]


@cache
def _rates() -> TypeAdapter[list[KeptRate]]:
    return TypeAdapter(list[KeptRate], config=STRICT)


def check_plan(snapshot: object, rates: object) -> None:
    """ValueError with the place and what is wrong there; every sum must add up to the last digit."""
    for estimate in read_saved(_plans(), snapshot, rates).estimates:
        _must_add_up(estimate)


def read_saved(shape: TypeAdapter[list[Any]], snapshot: object, rates: object) -> Any:  # noqa: ANN401 - by its shape
    """A snapshot in its shape. ValueError with the place and what is wrong there, in it or in its rates."""
    try:
        found = shape.validate_json(json.dumps([snapshot]))[0]
        _rates().validate_json(json.dumps(rates))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    return found


def _must_add_up(estimate: Any) -> None:  # noqa: ANN401 - by its shape
    with localcontext(EXACT):
        total = sum((Decimal(line.usd) for line in estimate.cost.lines), Decimal(0))
    if total != Decimal(estimate.cost.usd_per_run):
        raise ValueError(f"the lines of {estimate.offer} ({estimate.asked}) do not add up to usd_per_run")
