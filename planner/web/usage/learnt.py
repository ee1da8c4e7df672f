"""How own runs of a log change estimates, and the runs in the form in which they would be saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue
from planner.core.tokens.calibration import OwnRuns
from planner.core.tokens.saved_runs import MOST_SAVED, SavedRuns
from planner.core.usage.own_changes import Calibrated
from planner.core.usage.report import Report
from planner.schema.own_runs import saved_runs_text
from planner.web.present.amounts import range_in_times
from planner.web.present.evidence import Mark, mark_of_evidence
from planner.web.present.names import model_called
from planner.web.usage.other_models import place_of, scale_of, stretch, ticks_of


@dataclass(frozen=True, slots=True)
class LearntRow:
    """A model before and with own runs, dollars per month."""

    name: str
    pair: Calibrated
    box: tuple[str, str] | None
    tick: str | None
    band: tuple[str, str] | None
    dot: str | None
    own: bool
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class LearntView:
    """`badge`: whose runs, the model that ran, and its range as times the expected bill before and with them. `kept`:
    what is sent to be kept, `entries` the same with their models' names; `left`: entries beyond those that fit."""

    rows: tuple[LearntRow, ...]
    ticks: tuple[tuple[str, str], ...]
    badge: tuple[str, str, str, str] | None
    entries: tuple[tuple[OwnRuns, str], ...]
    work: str
    left: int
    kept: str


def learnt_view(report: Report, pairs: Sequence[Calibrated], catalogue: Catalogue) -> LearntView | None:
    """None where the log teaches nothing."""
    entries = report.plan.calibration
    if not entries or not pairs:
        return None
    bands = [band for pair in pairs for one in (pair.before, pair.after) if (band := one.cost.month_band)]
    scale = scale_of([value for band in bands for value in (band.p10, band.p90)])
    rows = []
    for pair in pairs:
        before, after = pair.before.cost.month_band, pair.after.cost.month_band
        evidence = pair.after.reasoning_evidence if pair.after.thinking != "off" else pair.after.visible_evidence
        rows.append(
            LearntRow(
                name=pair.after.model_name,
                pair=pair,
                box=stretch(scale, before.p10, before.p90) if before and scale else None,
                tick=place_of(scale, float(pair.before.cost.usd_per_month)),
                band=stretch(scale, after.p10, after.p90) if after and scale else None,
                dot=place_of(scale, float(pair.after.cost.usd_per_month)),
                own="own" in (pair.after.visible_evidence.basis, pair.after.reasoning_evidence.basis),
                mark=mark_of_evidence(evidence),
            )
        )
    kept = [SavedRuns(own, report.log.format[:80], report.first, report.last) for own in entries[:MOST_SAVED]]
    return LearntView(
        rows=tuple(rows),
        ticks=ticks_of(scale),
        badge=_badge(rows),
        entries=tuple((one.own, model_called(one.own.model, catalogue)) for one in kept),
        work=catalogue.task_classes[entries[0].task_class].name.lower(),
        left=len(entries) - len(kept),
        kept=saved_runs_text(kept),
    )


def _badge(rows: Sequence[LearntRow]) -> tuple[str, str, str, str] | None:
    """Yours, 14 runs; the model; its range as times the expected bill before and with them."""
    for row in rows:
        ends = [range_in_times(one) for one in (row.pair.before, row.pair.after)]
        if row.own and row.mark and all(ends):
            return f"{row.mark.short[:1].upper()}{row.mark.short[1:]}", row.name, ends[0], ends[1]
    return None
