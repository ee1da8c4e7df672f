"""A line of a budget in two lines of words: its model, and its runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from planner.core.models.catalogue import OWN_HOST, Catalogue
from planner.core.models.names.host_choice import served_by_maker
from planner.core.models.names.readings import Unread
from planner.core.models.resolve import resolve
from planner.web import filters
from planner.web.budgets.form.fields import LINE, OWN_PACE, OWN_RATES
from planner.web.budgets.form.form import LineForm
from planner.web.budgets.form.to_request import counted_mode, kind_of_growth
from planner.web.budgets.saved_lines import Source
from planner.web.forms import read_number
from planner.web.present.names import canonical_name, name_of

PER = {"month": "per month", "person": "per person per day", "once": "in all"}


def model_words(line: LineForm, catalogue: Catalogue, day: date) -> str:
    """Kimi K2 Thinking at Novita, high effort: the host is named where it is not the maker."""
    known = canonical_name(line.values["offer"], catalogue)
    name = name_of(known, catalogue) if known else line.values["offer"] or "no model yet"
    name += paid_host(known, name, catalogue, day) if known else ""
    words = {"off": "thinking off", "on": "thinking on", "default": "default mode"}
    counted = counted_mode(line, catalogue, day)
    mode = words.get(counted, f"{counted} effort")
    if counted != line.values["thinking"]:
        mode = "always thinks" if counted in ("on", "default") else f"always thinks: {mode}"
    return f"{name}, {mode}"


def paid_host(known: str, name: str, catalogue: Catalogue, day: date) -> str:
    """at Novita, where the host is not the maker and the name does not say it already."""
    found = resolve(catalogue, known, day)
    if isinstance(found, Unread) or found.offer.host == OWN_HOST or served_by_maker(catalogue, found.offer):
        return ""
    return "" if name.endswith(found.offer.host_name) else f" at {found.offer.host_name}"


def run_words(line: LineForm, sources: tuple[Source, ...]) -> Iterator[str]:
    """50 runs per day, growing 2% per month."""
    if line.source:
        yield f"from {source_words(line.source, sources)}"
    else:
        per = PER.get(line.load.values["per"], "per day")
        runs = grouped(line.load.values["runs"])
        yield f"{runs} {'run' if runs == '1' else 'runs'} {per}"
    if line.load.stages:
        yield f"in {len(line.load.stages)} parts"
    if line.values["part"] != LINE["part"].usual:
        yield f"{line.values['part'].removesuffix('%')}% of it"
    if any(line.values[name] for name in OWN_RATES):
        yield "at your own prices"
    kind = kind_of_growth(line)
    if kind == "compound":
        yield f"growing {line.values['rate'].removesuffix('%')}% per month"
    elif kind == "linear":
        yield f"{line.values['add']} more each month"
    elif kind == "row":
        yield "as typed for each month"
    elif kind == "once":
        yield "once, in its first month"


def own_words(values: Mapping[str, str]) -> str:
    """What of a line's own prices and speed is typed: input 2, output 8."""
    rates = [f"{LINE[name].label.lower()} {values[name].removeprefix('$')}" for name in OWN_RATES if values[name]]
    pace = [f"own {LINE[name].label.lower()}" for name in OWN_PACE if values[name]]
    return ", ".join([*rates, *pace]) or "as published"


def grouped(text: str) -> str:
    """2,500 for 2500; as typed where it is no number."""
    try:
        return filters.count(read_number(text))
    except ValueError:
        return text


def source_words(reference: str, sources: tuple[Source, ...]) -> str:
    """The scenario's name, and which revision."""
    scenario, _, number = reference.partition("@")
    name = next((source.name for source in sources if source.id == scenario), "a saved plan")
    return f"{name}, revision {number}" if number else f"{name}, latest"
