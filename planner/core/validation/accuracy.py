"""How far off the product is on measured rows: error, bias and coverage by class and basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from planner.core.uncertainty.band import Band
from planner.core.validation.backtest import EXACT, Backtest, PredictedFigure

EVERYTHING = "all"

FITTED_ON = ("BullshitBench v1", "LRM Token Economy", "MCPMark", "Artificial Analysis")
"""Sources whose rows the product was fitted on: agreement with them proves nothing."""


@dataclass(frozen=True, slots=True)
class Score:
    """One group: rows, median |predicted/actual - 1|, median predicted/actual, share within 5 % and in the band."""

    quantity: str
    task_class: str
    basis: str
    n: int
    error: float
    bias: float
    within_5_percent: float
    coverage: float | None
    coverage_same_work: float | None

    @property
    def is_exact(self) -> bool:
        return self.quantity == EXACT


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows were refused, how many, and where they stand: file and line, in order."""

    text: str
    rows: int
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Validation:
    """Rows answered and refused (with the reasons, the most frequent first), and the scores of every group.

    `fitted`: how many of the answered rows say that they are from a source of `FITTED_ON`, by source; `elsewhere`: how
    many name an offer that is not known, and were answered by another host of their model.
    """

    answered: int
    refused: int
    reasons: tuple[Reason, ...]
    scores: tuple[Score, ...]
    fitted: tuple[tuple[str, int], ...] = ()
    elsewhere: int = 0


def validate(backtests: Sequence[Backtest]) -> Validation:
    """Score backtested rows; each quantity over all rows, then by class and basis."""
    groups: dict[tuple[str, str, str], list[PredictedFigure]] = defaultdict(list)
    for one in backtests:
        for figure in one.figures:
            groups[figure.quantity, EVERYTHING, EVERYTHING].append(figure)
            groups[figure.quantity, one.task_class, figure.basis].append(figure)
    return Validation(
        answered=sum(not one.refused for one in backtests),
        refused=sum(bool(one.refused) for one in backtests),
        reasons=_reasons(backtests),
        scores=tuple(score(*key, figures) for key, figures in sorted(groups.items(), key=_order)),
        fitted=_fitted(backtests),
        elsewhere=sum(one.elsewhere and not one.refused for one in backtests),
    )


def _fitted(backtests: Sequence[Backtest]) -> tuple[tuple[str, int], ...]:
    sources = [one.row.source.casefold() for one in backtests if not one.refused]
    counts = {name: sum(name.casefold() in source for source in sources) for name in FITTED_ON}
    return tuple((name, rows) for name, rows in counts.items() if rows)


def fitted_sentence(fitted: Sequence[tuple[str, int]]) -> str:
    """What to make of rows that were fitted on; empty where none was."""
    if not fitted:
        return ""
    named = ", ".join(f"{rows:,} from {name}" for name, rows in fitted)
    kept = "agreement shows that it keeps what was measured, not how it does on new data"
    return f"The planner was fitted on rows of this kind ({named}): {kept}."


def elsewhere_sentence(rows: int) -> str:
    """A sentence on rows whose offer is not known; empty where there is none."""
    if not rows:
        return ""
    who, were = ("1 row names", "It was") if rows == 1 else (f"{rows:,} rows name", "They were")
    return f"{who} an offer that is not known. {were} answered by another host of the model, at its price and speed."


def _reasons(backtests: Sequence[Backtest]) -> tuple[Reason, ...]:
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in backtests:
        if one.refused:
            places[one.refused].append((one.row.file, one.row.line))
    reasons = [Reason(text, len(where), tuple(where)) for text, where in places.items()]
    return tuple(sorted(reasons, key=lambda reason: -reason.rows))


def _order(item: tuple[tuple[str, str, str], list[PredictedFigure]]) -> tuple[str, bool, str, str]:
    quantity, task_class, basis = item[0]
    return quantity, task_class != EVERYTHING, task_class, basis


def score(quantity: str, task_class: str, basis: str, figures: Sequence[PredictedFigure]) -> Score:
    """The figures of one group. Raises StatisticsError for an empty one."""
    ratios = [one.predicted / one.actual for one in figures]
    return Score(
        quantity=quantity,
        task_class=task_class,
        basis=basis,
        n=len(figures),
        error=median(abs(ratio - 1) for ratio in ratios),
        bias=median(ratios),
        within_5_percent=sum(abs(ratio - 1) <= 0.05 for ratio in ratios) / len(ratios),
        coverage=_coverage((one.actual, one.band) for one in figures),
        coverage_same_work=_coverage((one.actual, one.same_work) for one in figures),
    )


def _coverage(bands: Iterable[tuple[float, Band | None]]) -> float | None:
    """Share of actual values inside their 80 % band; None where none has one."""
    inside = [band.p10 <= actual <= band.p90 for actual, band in bands if band]
    return sum(inside) / len(inside) if inside else None
