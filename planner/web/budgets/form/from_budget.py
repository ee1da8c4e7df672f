"""A budget back in its form: what was saved, an example, a scenario or a preset as a new line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from planner.core.budget.inputs import Budget, BudgetLine
from planner.core.models.catalogue import Catalogue
from planner.core.number_text import unmistakable
from planner.core.pauses import pause
from planner.core.request import EstimateRequest
from planner.core.workload import exact
from planner.schema.budget.data import budget_request_data
from planner.schema.own_offers import own_offers_text
from planner.schema.own_runs import calibration_text
from planner.store.database.rows import to_json
from planner.web.budgets.form.fields import LIMIT_KEYS, LINE, NO_WISH, OWN_PACE, OWN_RATES, WORKLOAD
from planner.web.budgets.form.form import BudgetForm, LineForm, read_budget, read_line
from planner.web.budgets.form.texts import money_text, month_text
from planner.web.budgets.saved_lines import Source, held
from planner.web.clock import now
from planner.web.forms import DAYS, DOORS, read_form, shown
from planner.web.forms.stages import stage_pairs
from planner.web.guard.turns import LARGE_LINES, take_turn
from planner.web.own_runs.of_request import left_out
from planner.web.plan.answer import pairs_of, question_of
from planner.web.plan.headline import focus_of
from planner.web.saved.plans.form_from_saved import form_of_question

NEW_PRESET, NEW_SCENARIO = "preset:", "scenario:"
_NEVER = date(2000, 1, 1)
Pairs = Iterator[tuple[str, str]]


def form_of_budget(
    asked: Budget, catalogue: Catalogue, *, now: datetime, budget: str = "", revision: str = ""
) -> BudgetForm:
    """The form that makes the request `asked`; `budget` and `revision` are what it was opened from."""
    if len(asked.lines) > LARGE_LINES:
        take_turn()
    pairs = [*_budget_pairs(asked), ("budget", budget), ("revision", revision)]
    # Those that the workspace has just so need not be carried.
    pairs.append(("own_offers", own_offers_text(own for own in asked.own_offers if own not in catalogue.own_offers)))
    pairs.append(("learnt", calibration_text(asked.calibration) if asked.calibration else left_out()))
    for index, line in enumerate(asked.lines):
        pause()
        pairs += [(f"l{index}-{name}", text) for name, text in line_pairs(line, catalogue)]
    return read_budget(MultiDict(pairs), catalogue, now=now)


def _budget_pairs(budget: Budget) -> Pairs:
    yield "name", budget.name
    yield "cap", money_text(budget.cap_usd_per_month)
    yield "total", money_text(budget.cap_usd_period)
    yield "start", month_text(f"{budget.start:%Y-%m}")
    yield "months", str(budget.months)
    yield "month", budget.month
    yield "label", budget.currency.label
    yield "per_usd", unmistakable(budget.currency.per_usd)
    yield "rescale", "1" if budget.rescale else ""
    yield "seed", str(budget.seed)
    yield "wish", "" if budget.wish.offers is None else ", ".join(budget.wish.offers) or NO_WISH
    yield "p95", _number(budget.wish.p95_seconds)
    yield "context", _number(budget.wish.context_tokens)
    yield "bench", budget.wish.bench or ""
    yield "score", _number(budget.wish.score_at_least)
    yield "inputs", ", ".join(budget.wish.inputs)
    for limit in budget.limits:
        yield from ((f"{key}:{limit.offer}", _number(getattr(limit, path))) for key, path in LIMIT_KEYS.items())


def line_pairs(line: BudgetLine, catalogue: Catalogue) -> Pairs:
    """A line's fields without their prefix."""
    data: Mapping[str, Any] = budget_request_data(Budget("", line.start or _NEVER, 1, (line,)))["lines"][0]
    yield "name", line.name
    yield "offer", offer_text(line.offer, catalogue)
    yield "thinking", line.thinking
    yield "owner", line.owner
    yield "centre", line.cost_centre
    yield "start", month_text(line.start.isoformat()) if line.start else ""
    yield "end", month_text(line.end.isoformat()) if line.end else ""
    once_by_itself = line.growth.kind == "once" and line.scenario is None
    yield "growth", "none" if once_by_itself else line.growth.kind
    yield "rate", _percent(line.growth.share) if line.growth.kind == "compound" else ""
    yield "add", _number(line.growth.runs_per_day) if line.growth.kind == "linear" else ""
    yield "row", " ".join(_number(runs) for runs in line.growth.row)
    yield "part", _percent(line.share)
    yield "discount", _percent(line.discount)
    if line.hours:
        yield from (("from_hour", str(line.hours.start)), ("for_hours", str(line.hours.hours)))
    yield "retire", line.on_retirement
    yield "peak", _number(Decimal(repr(line.peak)).normalize() + 0)
    yield "paid", "\t".join(money_text(usd) for usd in line.actuals)
    yield from _own_figures(data.get("overrides", {}))
    if line.scenario is not None:
        yield "source", line.scenario
    else:
        in_all = {"runs": _in_all(line), "per": "once"} if once_by_itself else {}
        yield from (dict(load_pairs(EstimateRequest(line.workload, ()), catalogue)) | in_all).items()


def _in_all(line: BudgetLine) -> str:
    """Runs that are counted in all."""
    runs = exact(line.workload.runs_per_day) * DAYS["calendar"]
    return unmistakable(runs.quantize(Decimal("0.000001")).normalize() + 0)


def _own_figures(given: Mapping[str, Any]) -> Pairs:
    """The line's own prices and speed in their fields, the rest as it was sent."""
    rates = given.get("usd_per_mtok", {})
    yield from ((name, unmistakable(Decimal(rates[rate])) if rate in rates else "") for name, rate in OWN_RATES.items())
    yield from ((name, _number(given.get(figure))) for name, figure in OWN_PACE.items())
    rest = {name: value for name, value in given.items() if name not in ("usd_per_mtok", *OWN_PACE.values())}
    yield "figures", to_json(rest) if rest else ""


def load_pairs(question: EstimateRequest, catalogue: Catalogue) -> Pairs:
    """The workload as the fields of a plan."""
    load = form_of_question(question, catalogue)
    yield "preset", load.preset.id
    yield from ((name, load.values[name]) for name in WORKLOAD)
    yield from stage_pairs(load.stages)


def offer_text(offer: str, catalogue: Catalogue) -> str:
    """How a person would type it."""
    return catalogue.profiles[offer].name if offer in catalogue.profiles else offer


def new_line(choice: str, form: BudgetForm, catalogue: Catalogue, known: Sequence[Source]) -> LineForm:
    """A line from `preset:<id>` or `scenario:<id>`. ValueError with a sentence for anything else."""
    if choice.startswith(NEW_SCENARIO):
        return _from_scenario(choice.removeprefix(NEW_SCENARIO), form, catalogue, known)
    preset = catalogue.presets.get(choice.removeprefix(NEW_PRESET))
    if preset is None or not choice.startswith(NEW_PRESET):
        raise ValueError("Choose what to add.")
    offer, thinking = _led_by(preset.id, catalogue)
    name = unused(preset.name, form)
    fields = {"preset": preset.id, "name": name, "offer": offer_text(offer, catalogue), "thinking": thinking}
    return read_line(MultiDict(fields), catalogue)


def _led_by(preset: str, catalogue: Catalogue) -> tuple[str, str]:
    """The model and mode that the plan of a preset opens with, so that a budget starts from the same; for a preset that
    a door opens with, the door's."""
    door = next((door.id for door in DOORS.values() if door.preset == preset), "")
    form = read_form(MultiDict([("door", door)] if door else [("preset", preset)]), catalogue)
    pairs = pairs_of(form, question_of(form, catalogue), catalogue, now=now())
    return focus_of(pairs, "", form.mode).asked, form.values["effort"]


def _from_scenario(reference: str, form: BudgetForm, catalogue: Catalogue, known: Sequence[Source]) -> LineForm:
    found = held(reference)
    name = next((source.name for source in known if source.id == reference.partition("@")[0]), "Scenario")
    fields = {
        "name": unused(name, form),
        "source": reference,
        "offer": offer_text(found.offer, catalogue),
        "thinking": found.thinking,
        "growth": "once" if found.once else LINE["growth"].usual,
    }
    return read_line(MultiDict(fields), catalogue)


def unused(name: str, form: BudgetForm) -> str:
    """The name, with a number where another line has it."""
    taken = {line.values["name"] for line in form.lines}
    return next(n for n in (name, *(f"{name} {i}" for i in range(2, len(taken) + 3))) if n not in taken)


def with_line(form: BudgetForm, line: LineForm) -> BudgetForm:
    """The line at the end, being edited."""
    return replace(form, lines=(*form.lines, line), open=len(form.lines))


def without_line(form: BudgetForm, index: int) -> BudgetForm:
    """All lines but one; another line that was open stays open."""
    kept = tuple(line for place, line in enumerate(form.lines) if place != index)
    opened = form.open
    if opened is not None:
        opened = None if opened == index else opened - (opened > index)
    return replace(form, lines=kept, open=opened)


def _number(value: Decimal | float | None) -> str:
    return "" if value is None else shown(value, "")


def _percent(share: Decimal) -> str:
    return shown((share * 100).normalize() + 0, "")
