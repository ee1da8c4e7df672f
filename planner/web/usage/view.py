"""What the pages of your usage show: counted text, an imported log, the same month elsewhere, before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import numpy as np

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Catalogue, model_name
from planner.core.models.resolve import Named, resolve
from planner.core.usage.calls import Calls, Floats
from planner.core.usage.counting import TokenCount
from planner.core.usage.elsewhere import Calibrated, Elsewhere, calibrated, elsewhere
from planner.core.usage.plan import Plan
from planner.core.usage.prompt import Prompt
from planner.core.usage.report import Report, billed
from planner.core.usage.summary import histogram, per_run
from planner.schema.usage import own_to_data
from planner.web.charts.scales import LogScale

PART_NAMES = {
    "instructions": "Instructions",
    "tools": "Tool schemas",
    "messages": "Messages",
    "last_message": "Last message",
    "text": "Text",
}
PART_KINDS = {"instructions": "k-fresh", "tools": "k-read", "messages": "k-visible", "last_message": "k-write"}
HISTOGRAM_HEIGHT = 70.0
MOST_IN_ADDRESS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle: places and lengths in percent of the width and in pixels."""

    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class PartBar:
    """A part of a prompt in the stacked bar."""

    name: str
    tokens: int
    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A model's tokens by part; `usd`: the input uncached, None where no rate is known."""

    name: str
    parts: tuple[int, ...]
    count: TokenCount
    usd: float | None

    @property
    def within(self) -> float:
        """Half the width of the range, as a share."""
        return max(self.count.high / max(self.count.tokens, 1) - 1, 1 - self.count.low / max(self.count.tokens, 1))


@dataclass(frozen=True, slots=True)
class CountedView:
    """A counted prompt."""

    prompt: Prompt
    parts: tuple[PartBar, ...]
    rows: tuple[CountRow, ...]
    plan_address: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A small histogram with its mean."""

    title: str
    kind: str
    bars: tuple[Bar, ...]
    mean_x: str | None
    ends: tuple[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A model in the month on every model: places of off, on and the range."""

    name: str
    host: str
    off: Elsewhere | None
    on: Elsewhere | None
    off_x: str | None
    on_x: str | None
    band: tuple[str, str] | None
    ran: bool


@dataclass(frozen=True, slots=True)
class CalibratedRow:
    """A model before and after own runs, dollars per month."""

    name: str
    pair: Calibrated
    box: tuple[str, str] | None
    tick: str | None
    band: tuple[str, str] | None
    dot: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class ImportedView:
    """An imported log."""

    report: Report
    spent: float | None
    paid: float
    calls: int
    runs: int
    histograms: tuple[Histogram, ...]
    prices: tuple[PriceRow, ...]
    cheapest: Elsewhere | None
    ticks: tuple[tuple[str, str], ...]
    paid_x: str | None
    calibrated: tuple[CalibratedRow, ...]
    calibrated_ticks: tuple[tuple[str, str], ...]
    plan_address: str
    parts: tuple[tuple[str, float, float], ...]


def counted_view(prompt: Prompt, counts: Sequence[TokenCount], catalogue: Catalogue, now: datetime) -> CountedView:
    """The view of a counted prompt; the bar is that of the first model."""
    first = counts[0]
    total, x, bars = max(first.tokens, 1), 0.0, []
    for name, tokens in first.parts:
        width = 100 * tokens / total
        bars.append(
            PartBar(PART_NAMES[name], tokens, PART_KINDS.get(name, "k-fresh"), _pc(x), _pc(max(width - 0.15, 0)))
        )
        x += width
    rows = tuple(_count_row(count, catalogue, now) for count in counts)
    return CountedView(prompt, tuple(bars), rows, _count_address(first))


def _count_row(count: TokenCount, catalogue: Catalogue, now: datetime) -> CountRow:
    found = resolve(catalogue, count.model, now)
    if not isinstance(found, Named):
        return CountRow(count.model, tuple(tokens for _, tokens in count.parts), count, None)
    profile, card = catalogue.profile_of(found.offer), card_for(found.offer, now)
    usd = count.tokens * float(card.input.base) / 1e6 if card and card.input else None
    return CountRow(model_name(found.offer, profile), tuple(tokens for _, tokens in count.parts), count, usd)


def _count_address(count: TokenCount) -> str:
    """A plan whose instructions and own part are what was counted."""
    tokens = dict(count.parts)
    shared = tokens.get("instructions", 0) + tokens.get("tools", 0)
    return "/plan?" + urlencode({"shared": shared, "own": count.tokens - shared})


def imported_view(report: Report, catalogue: Catalogue, offers: Sequence[str], now: datetime) -> ImportedView:
    """The view of a log; `offers` are the models to price it on, beside those that ran."""
    ran = [one.offer for one in report.groups if one.offer][:3]
    asked = list(dict.fromkeys([*ran, *offers]))
    others = elsewhere(report, catalogue, asked, now=now) if asked else []
    spent = billed(report)
    paid = spent if spent is not None else float(report.total.usd)
    scale = _scale([paid, *(value for one in others for value in _ends(one))])
    prices = _prices(others, set(ran), scale)
    rows = [row for row in others if row.estimate.offer.id not in ran]
    pairs = calibrated(report.plan, catalogue, asked, now=now) if report.plan.calibration and asked else []
    changed, ticks = _calibrated(pairs)
    calls = report.log.calls
    return ImportedView(
        report=report,
        spent=spent,
        paid=paid,
        calls=int(calls.n.sum()),
        runs=sum(one.group.runs for one in report.groups),
        histograms=tuple(_histograms(report)),
        prices=prices,
        cheapest=rows[0] if rows else None,
        ticks=_ticks(scale),
        paid_x=_pc(scale.place(paid)) if scale and paid > 0 else None,
        calibrated=changed,
        calibrated_ticks=ticks,
        plan_address=plan_address(report.plan),
        parts=_bill_parts(report),
    )


def _bill_parts(report: Report) -> tuple[tuple[str, float, float], ...]:
    """Tokens and dollars by kind, by our rates."""
    calls = report.log.calls
    read, write = float(np.nansum(calls.cache_read)), float(np.nansum(calls.cache_write))
    thought = float(np.nansum(calls.reasoning))
    tokens = {
        "cache_read": read,
        "cache_write": write,
        "fresh": max(float(np.nansum(calls.input)) - read - write, 0.0),
        "reasoning": thought,
        "visible": float(np.nansum(calls.output)) - thought,
    }
    return tuple((kind, count, float(report.total.by_kind[kind])) for kind, count in tokens.items())


def plan_address(plan: Plan) -> str:
    """The plan page with the log's workload and own runs in it."""
    load = plan.workload
    pairs: list[tuple[str, str]] = [
        ("task", str(load["task_class"])),
        ("runs", str(load["runs_per_day"])),
        ("per", "day"),
        ("hours", str(load["hours_per_day"])),
        ("own", str(load["input_tokens"])),
        ("shared", str(load["shared_prefix_tokens"])),
        ("steps", str(load["steps"])),
        ("steps_sd", str(load.get("steps_spread", 0))),
        ("result", str(load["tool_result_tokens"])),
        ("tool", str(load["tool_seconds"])),
        ("share", f"{100 * load.get('thinking_share', 1):g}%"),
        ("keep", str(load.get("keep_reasoning", "default"))),
    ]
    entries = [own_to_data(own) for own in plan.calibration[:MOST_IN_ADDRESS]]
    # What is said is left to the own runs, as a distribution; without any, the log's mean stands.
    visible = load["visible_tokens_per_call"]
    pairs.append(("answer", "" if entries or visible is None else str(visible)))
    if entries:
        pairs.append(("learnt", json.dumps(entries, separators=(",", ":"))))
    return "/plan?" + urlencode(pairs)


def _histograms(report: Report) -> list[Histogram]:
    calls = report.log.calls
    runs = per_run(calls)
    single = np.ones_like(runs.steps)
    per_call = {name: getattr(calls, name) / calls.n for name in ("input", "visible", "reasoning")}
    found = [_hours(report)]
    found.append(_histogram("Input per call, tokens", "k-fresh", per_call["input"], calls.n))
    found.append(_histogram("Visible per call, tokens", "k-visible", per_call["visible"], calls.n))
    found.append(_histogram("Reasoning per call, tokens", "k-reason", per_call["reasoning"], calls.n))
    found.append(_histogram("Cache share of input", "k-read", _cache_shares(calls), calls.n, percent=True))
    found.append(_histogram("Steps per run", "", runs.steps, single))
    return [one for one in found if one]


def _cache_shares(calls: Calls) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(calls.input > 0, calls.cache_read / calls.input, np.nan))


def _hours(report: Report) -> Histogram | None:
    if report.hours is None:
        return None
    most = max(report.hours)
    busiest = report.hours.index(most)
    text = f"most at {busiest:02d}:00 UTC"
    return Histogram(
        "Calls by hour of the day", "", _bars([share / most for share in report.hours]), None, ("0 h", "24"), text
    )


def _histogram(title: str, kind: str, values: Floats, weights: Floats, *, percent: bool = False) -> Histogram | None:
    found = histogram(values, weights)
    if found is None:
        return None
    edges, shares = found
    told = ~np.isnan(values)
    mean = float(np.average(values[told], weights=weights[told]))
    high = float(np.quantile(values[told], 0.95))
    top = edges[-1]
    most = max(shares) or 1.0
    form = "{:.0%}" if percent else "{:,.0f}"
    text = f"mean {form.format(mean)}, 95% under {form.format(high)}"
    bars = _bars([share / most for share in shares])
    ends = (form.format(0), form.format(top))
    return Histogram(title, kind, bars, _pc(min(100 * mean / top, 100)), ends, text)


def _bars(heights: Sequence[float]) -> tuple[Bar, ...]:
    width = 100 / len(heights)
    return tuple(
        Bar(
            _pc(place * width),
            _pc(width * 0.86),
            f"{HISTOGRAM_HEIGHT * (1 - height):.1f}",
            f"{HISTOGRAM_HEIGHT * height:.1f}",
        )
        for place, height in enumerate(heights)
    )


def _prices(others: Sequence[Elsewhere], ran: set[str], scale: LogScale | None) -> tuple[PriceRow, ...]:
    by_offer: dict[str, list[Elsewhere]] = {}
    for one in others:
        by_offer.setdefault(one.estimate.offer.id, []).append(one)
    rows = []
    for offer, pair in by_offer.items():
        off = next((one for one in pair if one.estimate.thinking == "off"), None)
        on = next((one for one in pair if one.estimate.thinking != "off"), None)
        shown = on or off
        estimate = pair[0].estimate
        band = shown.band if shown else None
        rows.append(
            PriceRow(
                name=estimate.model_name,
                host=estimate.offer.host_name,
                off=off,
                on=on,
                off_x=_pc(scale.place(off.usd)) if off and scale else None,
                on_x=_pc(scale.place(on.usd)) if on and scale else None,
                band=_stretch(scale, band.p10, band.p90) if band and scale else None,
                ran=offer in ran,
            )
        )
    return tuple(rows)


def _calibrated(pairs: Sequence[Calibrated]) -> tuple[tuple[CalibratedRow, ...], tuple[tuple[str, str], ...]]:
    bands = [band for pair in pairs for one in (pair.before, pair.after) if (band := one.cost.month_band)]
    scale = _scale([value for band in bands for value in (band.p10, band.p90)])
    rows = []
    for pair in pairs:
        before, after = pair.before.cost.month_band, pair.after.cost.month_band
        rows.append(
            CalibratedRow(
                name=pair.after.model_name,
                pair=pair,
                box=_stretch(scale, before.p10, before.p90) if before and scale else None,
                tick=_pc(scale.place(float(pair.before.cost.usd_per_month))) if scale else None,
                band=_stretch(scale, after.p10, after.p90) if after and scale else None,
                dot=_pc(scale.place(float(pair.after.cost.usd_per_month))) if scale else None,
                own=pair.after.visible_evidence.basis == "own" or pair.after.reasoning_evidence.basis == "own",
            )
        )
    return tuple(rows), _ticks(scale)


def _ends(one: Elsewhere) -> tuple[float, ...]:
    return (one.band.p10, one.band.p90, one.usd) if one.band else (one.usd,)


def _scale(values: Sequence[float]) -> LogScale | None:
    told = [value for value in values if value > 0]
    return LogScale(min(told) * 0.9, max(max(told) * 1.1, min(told) * 3)) if told else None


def _ticks(scale: LogScale | None) -> tuple[tuple[str, str], ...]:
    return tuple((tick.x, tick.text) for tick in scale.ticks(_dollars)) if scale else ()


def _dollars(value: float) -> str:
    if value >= 1000:
        return f"${value / 1000:,.0f}k"
    return f"${value:,.0f}" if value >= 1 else f"${value:.3g}"


def _stretch(scale: LogScale, low: float, high: float) -> tuple[str, str]:
    start, end = scale.place(low), scale.place(high)
    return _pc(start), _pc(max(end - start, 0.4))


def _pc(value: float) -> str:
    return f"{value:.2f}%"
