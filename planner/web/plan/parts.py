"""The parts of a run in the rail: what is typed of each, a blank one, and ways to divide a run to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.core.number_text import read_number
from planner.core.workload import MOST_STAGES
from planner.web.forms import PlanForm, thing_of
from planner.web.forms.fields import Spec
from planner.web.forms.stages import BLANK, STAGE, Texts, called

WORKERS, SUB_AGENT_TEXT = 4, "2,000"


@dataclass(frozen=True, slots=True)
class PartView:
    """A part's fields, by the prefix they have in the form; `without` is the plan's address when it is left out."""

    at: str
    title: str
    values: Texts
    without: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way to divide the run, and the plan's address with it."""

    name: str
    says: str
    address: str


@dataclass(frozen=True, slots=True)
class PartsView:
    """The parts and a blank one to fill; while the run is in one piece only `patterns`, ways to divide it."""

    parts: tuple[PartView, ...]
    patterns: tuple[Pattern, ...]
    specs: Mapping[str, Spec]
    line: str
    is_open: bool
    thing: str


def parts_view(form: PlanForm, errors: Mapping[str, str], small: str) -> PartsView | None:
    """None behind doors whose work is one call or a talk. `small`: a small model, for parts of patterns."""
    if form.door.id != "agent" and not form.stages:
        return None
    parts = [_part(form, place) for place in range(len(form.stages))]
    if 0 < len(parts) < MOST_STAGES:
        parts.append(PartView(f"s{len(parts)}-", "Another part", BLANK, ""))
    wrong = any(name.startswith(part.at) for name in errors for part in parts)
    return PartsView(
        parts=tuple(parts),
        patterns=() if form.stages else tuple(_patterns(form, small)),
        specs=STAGE,
        line=parts_line(form),
        is_open=bool(form.stages) or wrong,
        thing=thing_of(form),
    )


def parts_line(form: PlanForm) -> str:
    """Plan, Workers, Summary; for an undivided run, that one model does it."""
    return ", ".join(called(stage, place) for place, stage in enumerate(form.stages)) or "one model does it all"


def _part(form: PlanForm, place: int) -> PartView:
    stage, rest = form.stages[place], (*form.stages[:place], *form.stages[place + 1 :])
    return PartView(f"s{place}-", called(stage, place), stage, replace(form, stages=rest).address())


def _patterns(form: PlanForm, small: str) -> list[Pattern]:
    """How many steps each part takes is a judgement: a tenth to plan, the rest shared among the workers; half before
    another model takes over."""
    try:
        steps = max(int(read_number(form.values["steps"])), 2)
    except (ValueError, OverflowError):
        steps = 20
    few, each, half = (str(max(round(n), 1)) for n in (steps / 10, steps * 0.9 / WORKERS, steps / 2))
    own = {"fresh": "1", "own": SUB_AGENT_TEXT}
    sub_agents = (
        _texts(name="Plan", steps=few),
        _texts(name="Workers", model=small, steps=each, times=str(WORKERS), at_once="1", **own),
        _texts(name="Summary", steps="1", fresh="1", own="6,000"),
    )
    cascade = (
        _texts(name="First try", model=small, steps=str(steps)),
        _texts(name="Take over", steps=half, share="20%"),
    )
    split = (
        _texts(name="Easy", model=small, steps=half, share="70%", fresh="1"),
        _texts(name="Hard", steps=str(steps), share="30%", fresh="1"),
    )
    found = (
        ("Planner, workers, summary", f"{WORKERS} sub-agents at once, each with a context of its own.", sub_agents),
        ("Cheap first", "A small model begins; in 20% the other takes over what it has.", cascade),
        ("By difficulty", "70% go to a small model, 30% to the other.", split),
        ("Parts of your own", "One part to begin with.", (_texts(name="Part 1"),)),
    )
    return [Pattern(name, says, replace(form, stages=stages).address()) for name, says, stages in found]


def _texts(**given: str) -> Texts:
    return {**BLANK, **given}
