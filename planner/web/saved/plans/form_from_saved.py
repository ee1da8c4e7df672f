"""The plan form of a saved request: its address opens the plan page with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.core.number_text import unmistakable
from planner.core.request import EstimateRequest
from planner.core.workload import Overrides
from planner.schema.own_offers import own_offers_text
from planner.schema.requests import request_to_data
from planner.web.forms import DAYS, FIGURES, SPECS, PlanForm, read_form, shown
from planner.web.forms.stages import stage_args

THINKS_NOT = ("off", "minimal", "default", "pair", "on")
DEFAULT_EFFORT = "high"


def form_of_question(
    question: EstimateRequest, catalogue: Catalogue, *, presets: Iterable[str] = (), mode: str = "on", **places: str
) -> PlanForm:
    """The form from the preset that has most of the request's values, so that the address stays short. `presets`: those
    to choose from, all by default; `mode`: the one it leads with."""
    args = list(_args(question, catalogue, mode)) + list(places.items())
    forms = [read_form(MultiDict([("preset", preset), *args]), catalogue) for preset in presets or catalogue.presets]
    return min(forms, key=lambda form: len(form.query()))


def effort_of(question: EstimateRequest) -> str:
    """The requested effort beside not thinking."""
    return next((mode for mode in question.thinking if mode not in THINKS_NOT), DEFAULT_EFFORT)


def _args(question: EstimateRequest, catalogue: Catalogue, mode: str) -> Iterator[tuple[str, str]]:
    for spec in SPECS.values():
        if spec.path.startswith("workload.") and spec.name != "runs":
            yield spec.name, shown(_value(question.workload, spec.path), spec.name)
    yield from _runs(question)
    yield from stage_args(request_to_data(question)["workload"].get("stages", ()))
    yield "effort", "off" if mode == "off" else effort_of(question)
    yield "month", question.month
    yield "date", _date(question)
    yield from (("models", name) for name in question.offers or ("",))
    if question.calibration:
        yield "learnt", json.dumps(request_to_data(question)["calibration"], separators=(",", ":"))
    # Those that the workspace has just so need not be carried.
    yield "own_offers", own_offers_text(own for own in question.own_offers if own not in catalogue.own_offers)
    for offer, own in question.overrides.items():
        yield from ((f"{key}:{offer}", text) for key, text in _own(own) if text)


def _value(owner: object, path: str) -> Any:  # noqa: ANN401 - whatever the field holds
    for part in path.split(".")[1:]:
        owner = getattr(owner, part) if owner is not None else None  # a part that is switched off has no fields
    return owner


def _runs(question: EstimateRequest) -> Iterator[tuple[str, str]]:
    """Runs that are a whole number per month and not per day are given per month, as they were typed; those that people
    start, per person."""
    people = question.workload.people
    if people is not None:
        yield from (("runs", shown(people.runs_per_day, "runs")), ("per", "person"))
        yield from (("people", shown(people.count, "people")), ("active", shown(people.active_share, "active")))
        yield "workdays", shown(people.days_per_month, "workdays")
        return
    runs = Decimal(repr(question.workload.runs_per_day))
    monthly = (runs * DAYS[question.month]).quantize(Decimal("0.000001"))
    by_month = runs != runs.to_integral_value() and monthly == monthly.to_integral_value()
    yield "runs", unmistakable(monthly if by_month else runs)
    yield "per", "month" if by_month else "day"


def _date(question: EstimateRequest) -> str:
    when = question.price_date
    return (when.date() if isinstance(when, datetime) else when).isoformat() if when else ""


def _own(own: Overrides) -> Iterator[tuple[str, str]]:
    rates: Mapping[str, Decimal] = dict(own.usd_per_mtok)
    for key, (path, _, _) in FIGURES.items():
        name, _, rate = path.partition(".")
        value = rates.get(rate) if rate else getattr(own, name)
        if key == "discount":
            yield key, f"{unmistakable(value * 100)}%" if value else ""
        else:
            yield key, "" if value is None else unmistakable(Decimal(str(value)))
