"""What a snapshot from outside must look like before a page may show it: types, exact money, harmless addresses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Annotated, TypeVar, get_args

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from planner.core.cost.quote import EXACT
from planner.schema.request_shape import Thinking

# No workload within its own bounds comes to more than this; a page has no room for more digits.
MOST = 1e24
Money = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,28}(\.[0-9]{1,60})?$")]
# Pages make links of these, and a link may run code.
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
Words = Annotated[str, StringConstraints(max_length=2000)]
MODES: tuple[str, ...] = get_args(Thinking)


def _day(text: str) -> str:
    if not 2000 <= date.fromisoformat(text).year <= 2100:
        raise ValueError("should be a day from 2000 to 2100")
    return text


def _moment(text: str) -> str:
    if not 2000 <= datetime.fromisoformat(text).year <= 2100:
        raise ValueError("should be a moment from 2000 to 2100")
    return text


def _mode(text: str) -> str:
    if text not in MODES:
        raise ValueError(f"should be one of {', '.join(MODES)}")
    return text


Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)]
Moment = Annotated[str, AfterValidator(_moment)]
Mode = Annotated[str, AfterValidator(_mode)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Number = Annotated[int | float, Field(ge=-MOST, le=MOST)]


@dataclass(frozen=True)
class BandShape:
    p10: Number
    p50: Number
    p90: Number


@dataclass(frozen=True)
class MoneyBandShape:
    p10: Money
    p50: Money
    p90: Money


@dataclass(frozen=True)
class TailShape:
    p50: Number
    p95: Number | None


@dataclass(frozen=True)
class LineShape:
    name: Words
    tokens: Number
    usd_per_mtok: Money
    usd: Money
    tier_start: int | None


@dataclass(frozen=True)
class CostShape:
    lines: list[LineShape]
    usd_per_run: Money
    run_band: MoneyBandShape | None
    runs_per_month: Number
    usd_per_month: Money
    month_band: MoneyBandShape | None


@dataclass(frozen=True)
class TokensShape:
    input: Number
    input_fresh: Number
    cache_read: Number
    cache_write: Number
    reasoning: Number
    visible: Number
    reasoning_band: BandShape | None
    visible_band: BandShape | None
    reasoning_mean_band: BandShape | None


@dataclass(frozen=True)
class LatencyShape:
    ttft: TailShape
    first_answer: TailShape
    e2e: TailShape
    run: TailShape


@dataclass(frozen=True)
class FlagShape:
    code: Words
    text: Words
    step: int | None


@dataclass(frozen=True)
class EvidenceShape:
    basis: Words
    source: Words
    checked: Day | None
    url: Address | None


@dataclass(frozen=True)
class EvidencesShape:
    price: EvidenceShape
    reasoning: EvidenceShape
    visible: EvidenceShape
    speed: EvidenceShape | None


@dataclass(frozen=True)
class EstimateShape:
    offer: Id
    model: Words
    thinking: Mode
    asked: Mode
    tokens: TokensShape
    cost: CostShape
    latency: LatencyShape | None
    flags: list[FlagShape]
    evidence: EvidencesShape


@dataclass(frozen=True)
class RefusalShape:
    offer: Id
    model: Words
    thinking: Mode
    code: Words
    text: Words
    instead: Words | None


@dataclass(frozen=True)
class SnapshotShape:
    price_date: Moment
    seed: int
    estimates: list[EstimateShape]
    refused: list[RefusalShape]


@dataclass(frozen=True)
class RateShape:
    offer: Words
    model: Words
    name: Words
    usd: Money | None
    per: Words
    tier_start: int | None
    source: Words
    checked: Day | None
    url: Address | None


# What a later version adds is kept and not looked at.
STRICT = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False, defer_build=True)
T = TypeVar("T")
SNAPSHOTS = TypeAdapter(list[SnapshotShape], config=STRICT)
RATES = TypeAdapter(list[RateShape], config=STRICT)


def check_plan(snapshot: object, rates: object) -> None:
    """ValueError with the place and what is wrong there; every sum must add up to the last digit."""
    for estimate in read_saved(SNAPSHOTS, snapshot, rates).estimates:
        _must_add_up(estimate)


def read_saved(shapes: TypeAdapter[list[T]], snapshot: object, rates: object) -> T:
    """A snapshot in its shape. ValueError with the place and what is wrong there, in it or in its rates."""
    try:
        found = shapes.validate_json(json.dumps([snapshot]))[0]
        RATES.validate_json(json.dumps(rates))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    return found


def _must_add_up(estimate: EstimateShape) -> None:
    with localcontext(EXACT):
        total = sum((Decimal(line.usd) for line in estimate.cost.lines), Decimal(0))
    if total != Decimal(estimate.cost.usd_per_run):
        raise ValueError(f"the lines of {estimate.offer} ({estimate.asked}) do not add up to usd_per_run")
