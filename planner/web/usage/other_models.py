"""The log's runs on every model: off and on, the 80 % range, and what was paid, along one axis of dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.core.uncertainty.band import Band
from planner.core.usage.elsewhere import Elsewhere, mode_of_log
from planner.core.usage.report import Report
from planner.web.charts.scales import LogScale


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A model with the places of off, on and the range. `paid`: the mode it ran in ("off" or "on") where all of the log
    ran so: that figure is what was paid, and has no range."""

    name: str
    host: str
    off: Elsewhere | None
    on: Elsewhere | None
    off_x: str | None
    on_x: str | None
    band: tuple[str, str] | None
    ran: bool
    paid: str = ""

    @property
    def shown(self) -> Elsewhere | None:
        """The side whose range is drawn."""
        return self.on or self.off


@dataclass(frozen=True, slots=True)
class OtherModels:
    """The chart and its table. `cheapest`: of those that did not run all of the log; `less`: how many of these `others`
    cost less."""

    rows: tuple[PriceRow, ...]
    ticks: tuple[tuple[str, str], ...]
    paid_x: str | None
    cheapest: Elsewhere | None
    less: int
    others: int


def other_models(report: Report, models: Sequence[Elsewhere], paid: float) -> OtherModels:
    """`models`: every model off and on; `paid`: dollars of the log."""
    ran = {one.offer for one in report.groups if one.offer}
    scale = scale_of([paid, *(value for one in models for value in _ends(one))])
    rows = _rows(models, ran, mode_of_log(report), paid, scale)
    # Where several models ran, all of the log on one of them is another way too.
    alone = ran if len(ran) == 1 else set()
    others = [row for row in rows if not (row.ran and alone)]
    less = sum(min(side.usd for side in (row.off, row.on) if side) < paid for row in others)
    cheapest = next((one for one in models if one.estimate.offer.id not in alone), None)
    paid_x = place_of(scale, paid) if paid > 0 else None
    return OtherModels(rows, ticks_of(scale), paid_x, cheapest, less, len(others))


def _rows(
    models: Sequence[Elsewhere], ran: set[str], mode: str, paid: float, scale: LogScale | None
) -> tuple[PriceRow, ...]:
    by_offer: dict[str, list[Elsewhere]] = {}
    for one in models:
        by_offer.setdefault(one.estimate.offer.id, []).append(one)
    rows = []
    for offer, pair in by_offer.items():
        is_paid = mode if offer in ran else ""
        off, on = _sides(pair, is_paid, paid)
        shown = on or off
        band = shown.band if shown and is_paid != ("on" if on else "off") else None
        rows.append(
            PriceRow(
                name=pair[0].estimate.model_name,
                host=pair[0].estimate.offer.host_name,
                off=off,
                on=on,
                off_x=place_of(scale, off.usd) if off else None,
                on_x=place_of(scale, on.usd) if on else None,
                band=stretch(scale, band.p10, band.p90) if band and scale else None,
                ran=offer in ran,
                paid=is_paid,
            )
        )
    return tuple(rows)


def _sides(pair: Sequence[Elsewhere], mode: str, paid: float) -> tuple[Elsewhere | None, Elsewhere | None]:
    """Off and on. For the model that ran, one mode is what was paid and the other in proportion to it: what the
    estimate misses about this log is in both."""
    ran = next((one for one in pair if mode and one.is_off == (mode == "off")), None)
    if ran and ran.usd > 0 and paid > 0:
        pair = [_scaled(one, paid / ran.usd) for one in pair]
    off = next((one for one in pair if one.is_off), None)
    return off, next((one for one in pair if not one.is_off), None)


def _scaled(one: Elsewhere, factor: float) -> Elsewhere:
    band = one.band and Band(one.band.p10 * factor, one.band.p50 * factor, one.band.p90 * factor)
    return replace(one, usd=one.usd * factor, band=band)


def _ends(one: Elsewhere) -> tuple[float, ...]:
    return (one.band.p10, one.band.p90, one.usd) if one.band else (one.usd,)


def scale_of(values: Sequence[float]) -> LogScale | None:
    positive = [value for value in values if value > 0]
    return LogScale(min(positive) * 0.9, max(max(positive) * 1.1, min(positive) * 3)) if positive else None


def ticks_of(scale: LogScale | None) -> tuple[tuple[str, str], ...]:
    return tuple((tick.x, tick.text) for tick in scale.ticks(_dollars)) if scale else ()


def _dollars(value: float) -> str:
    if value >= 1000:
        return f"${value / 1000:,.0f}k"
    return f"${value:,.0f}" if value >= 1 else f"${value:.3g}"


def place_of(scale: LogScale | None, value: float) -> str | None:
    return f"{scale.place(value):.2f}%" if scale else None


def stretch(scale: LogScale, low: float, high: float) -> tuple[str, str]:
    start, end = scale.place(low), scale.place(high)
    return f"{start:.2f}%", f"{max(end - start, 0.4):.2f}%"
