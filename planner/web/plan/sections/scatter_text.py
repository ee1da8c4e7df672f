"""What the plan's scatter shows, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from planner.web import filters
from planner.web.charts.scatter import Spot
from planner.web.present.scores import SOURCE, Bench, Score


class Scored(Protocol):
    """A mark with its name, that of its model, and its score."""

    @property
    def name(self) -> str: ...
    @property
    def called(self) -> str: ...
    @property
    def score(self) -> Score | None: ...
    @property
    def full(self) -> bool: ...
    @property
    def unable(self) -> bool: ...
    @property
    def spot(self) -> Spot: ...


def scatter_title(best: int, least: float, bench: Bench, thing: str, *, all_full: bool = False) -> str:
    """How many choices are left that nothing beats, and on what: cost and time of a whole `thing`, which may be another
    time than the headline's. `all_full` where no run fits its window."""
    if all_full:
        return "None of these can finish such a run: it exceeds every context window"
    asked = f"Ask for {filters.decimals(least, 0)}% on {bench.about}, and " if least else ""
    if best == 0:
        return f"{asked}none of these is left" if asked else "None of these can do this work"
    on = f"both the cost and the time of {thing}"
    if best == 1:
        text = f"one choice beats all others on {on}"
    else:
        verb = " are left" if asked else ""
        text = f"{filters.in_words(best)} choices{verb} that nothing beats on {on}"
    return f"{asked}{text}" if asked else filters.sentence(text).rstrip(".")


def scatter_words(
    sides: Sequence[Scored], best: Sequence[Scored], least: float, *, unasked: str = "", is_usual: bool = False
) -> tuple[str, ...]:
    """Why no score is required, or that the required one is our default (`is_usual`), whether the choices think, what
    the faded marks are, what a benchmark is not."""
    said = [unasked] if unasked and not least else []
    if least and is_usual:
        start = f"We start from {filters.decimals(least, 0)}%, about what the middle of today’s models reaches."
        said.append(f"{start} Type your own, or 0 for none.")
    said += [_silent(best)] if best else []
    said += [_full(sides), _no_answers(sides), _low(sides, best, least)]
    said.append(_source(sides))
    return tuple(text for text in said if text)


def _silent(best: Sequence[Scored]) -> str:
    silent = [side.called for side in best if not side.spot.thinks]
    if not silent:
        return "" if len(best) == 1 else f"{_all(len(best))} are with thinking."
    if len(silent) == len(best):
        return f"{_all(len(best))} are without thinking." if len(best) > 1 else f"It is {silent[0]} without thinking."
    verb = "is" if len(silent) == 1 else "are"
    count = filters.in_words(len(silent)).capitalize()
    return f"{count} of the {filters.in_words(len(best))} {verb} without thinking: {listed(silent)}."


def _all(count: int) -> str:
    return "Both choices" if count == 2 else f"All {filters.in_words(count)} choices"


def _full(sides: Sequence[Scored]) -> str:
    """Who cannot finish the run: cheap or quick as it may be, it is no choice."""
    many = sum(side.full for side in sides)
    if not many:
        return ""
    if many == 1:
        (name,) = (side.name for side in sides if side.full)
        return f"{name} exceeds its context window before the run is done, and is crossed."
    return (
        f"{filters.in_words(many).capitalize()} exceed their context windows before the run is done, and are crossed."
    )


def _no_answers(sides: Sequence[Scored]) -> str:
    """Who is crossed for another reason: more room would be of no use."""
    names = list(dict.fromkeys(side.called for side in sides if side.unable and not side.full))
    if not names:
        return ""
    one = len(names) == 1
    return f"{listed(names)} {'gives' if one else 'give'} no answers, and {'is' if one else 'are'} crossed."


def _low(sides: Sequence[Scored], best: Sequence[Scored], least: float) -> str:
    if not any(side.spot.faint and not side.unable for side in sides):
        return ""
    others = "Faded"
    return f"{others} marks score below {filters.decimals(least, 0)}% or are not scored.{_tempting(sides, best)}"


def listed(names: Sequence[str]) -> str:
    """One, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _tempting(sides: Sequence[Scored], best: Sequence[Scored]) -> str:
    """The scored mark that is cheaper and quicker than all choices, with what it scores."""
    if not best:
        return ""
    choices = "choice" if len(best) == 1 else "choices"
    usd, seconds = min(side.spot.usd for side in best), min(side.spot.seconds for side in best)
    for side in sides:
        if side.spot.faint and not side.unable and side.score and side.spot.usd < usd and side.spot.seconds < seconds:
            score = filters.decimals(side.score.percent, 0)
            return f" {side.name} is cheaper and quicker than the {choices} left, but scores only {score}%."
    return ""


def _source(sides: Sequence[Scored]) -> str:
    scores = [side.score for side in sides if side.score]
    near = " Where an effort was not scored, the nearest one stands for it." if not all(s.exact for s in scores) else ""
    checked: date | None = max((score.checked for score in scores), default=None)
    day = f", {filters.day(checked)}" if checked else ""
    return f"A benchmark is not your task: try both on a few of your own runs. Scores: {SOURCE}{day}.{near}"
