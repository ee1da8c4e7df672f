"""The paired-dot chart: the two measures of a plan for every model, thinking off and on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.results import Estimate, Pair, Refusal
from planner.web.charts.pairs import Axis, Couple, Point, Teach, draw
from planner.web.plan.measures.measure import Measure
from planner.web.present.context_fit import fits, mark_words
from planner.web.present.evidence import is_wait_guessed

Guess = Callable[[Estimate], bool]


@dataclass(frozen=True, slots=True)
class PairsView:
    """Both halves of the chart, a strip for every pair in the order given."""

    money: Axis
    time: Axis | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """What thinking does, over the models that have both modes at one offer: least and most times the cost, and least
    and most times the time, 0 where no time is known; `left_out`: those whose figure without thinking is of another
    model."""

    models: int
    least: float
    most: float
    time_least: float
    time_most: float
    left_out: tuple[str, ...] = ()


def pairs_view(shown: Sequence[Pair], money: Measure, time: Measure | None, mode: str) -> PairsView | None:
    """The chart of `shown`, in the table's order; None where no model has a figure."""
    dollars = draw(
        [_couple(pair, money, mode, _token_guess) for pair in shown],
        money.axis,
        teach=Teach("bar: 80% range"),
        wide=1.15,
    )
    if dollars is None:
        return None
    clock = (
        draw(
            [_couple(pair, time, mode, _wait_guess if time.first_word else _time_guess, words=False) for pair in shown],
            time.axis,
            values=time.ticks,
            linear=time.linear,
            wide=1.7,
        )
        if time
        else None
    )
    return PairsView(dollars, clock)


def _couple(pair: Pair, measure: Measure, mode: str, guess: Guess, *, words: bool = True) -> Couple:
    off, on = (_point(side, measure, guess) for side in (pair.off, pair.on))
    return Couple(off, on, _short_words(pair) if words else "", mode)


def _point(side: Estimate | Refusal, measure: Measure, guess: Guess) -> Point | None:
    found = measure.of(side) if isinstance(side, Estimate) else None
    if found is None or not isinstance(side, Estimate):
        return None
    return Point(found.value, found.low, found.high, not fits(side), guess(side))


def _token_guess(side: Estimate) -> bool:
    """Whether the model's thinking at such work, or at anything near it, was never measured."""
    return side.thinking != "off" and side.reasoning_evidence.basis == "class"


def _time_guess(side: Estimate) -> bool:
    """Whether the speed was not measured, or the thinking that the seconds are spent on."""
    return _token_guess(side) or (side.speed_evidence is not None and side.speed_evidence.basis == "class")


def _wait_guess(side: Estimate) -> bool:
    """The same to the first word, which without thinking has no output before it."""
    return is_wait_guessed(side) or (side.thinking != "off" and _time_guess(side))


def _short_words(pair: Pair) -> str:
    """That the run does not fit, why a mark is missing, or which other model the ring shows."""
    if full := next((mark_words(s) for s in (pair.on, pair.off) if isinstance(s, Estimate) and not fits(s)), ""):
        return full
    if isinstance(pair.off, Refusal):
        if isinstance(pair.on, Refusal):
            return ""
        return "always thinks" if pair.off.code == "thinking_always_on" else "off not offered"
    if isinstance(pair.on, Refusal):
        return "does not think"
    return pair.off_note if pair.off_model else ""


def contrast(pairs: Sequence[Pair], time: Measure | None) -> Contrast | None:
    """None where no model thinks and does not at one offer, or none that does can do the work."""
    both = [(p.name, p.on, p.off) for p in pairs if isinstance(p.on, Estimate) and isinstance(p.off, Estimate)]
    able = [(name, on, off) for name, on, off in both if fits(on) or fits(off)]
    same = [(on, off) for _, on, off in able if on.offer.id == off.offer.id and off.cost.usd_per_run]
    if not same:
        return None
    left_out = tuple(name for name, on, off in able if on.offer.id != off.offer.id)
    ratios = [float(on.cost.usd_per_run / off.cost.usd_per_run) for on, off in same]
    timed = [(time.of(on), time.of(off)) for on, off in same] if time else []
    longer = [on.value / off.value for on, off in timed if on and off and off.value]
    return Contrast(len(same), min(ratios), max(ratios), min(longer, default=0.0), max(longer, default=0.0), left_out)
