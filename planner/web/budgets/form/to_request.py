"""From the budget form to the request of the API; problems are named by the form's own fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from planner.core.keeping import KeptBy
from planner.core.models.catalogue import Catalogue
from planner.core.models.modes import known_modes
from planner.core.models.offers.own_offers import named_among
from planner.core.models.resolve import Named, resolve
from planner.core.number_text import TwoReadings, read_amount, read_percent
from planner.core.workload import BadInput, Problem
from planner.schema.requests import own_offer_data
from planner.web.budgets.form.fields import LIMIT_KEYS, NO_WISH, OWN_PACE, OWN_RATES, spec_of
from planner.web.budgets.form.form import BudgetForm, LineForm, Texts
from planner.web.budgets.form.texts import read_day, read_money, read_month, read_paid, read_row
from planner.web.forms import to_request
from planner.web.forms.clock_text import read_clock
from planner.web.forms.request import read_learnt
from planner.web.forms.state import LEFT_OUT
from planner.web.present.names import canonical_name, not_called
from planner.web.present.problem_text import with_example

Data = dict[str, Any]


def budget_request(form: BudgetForm, catalogue: Catalogue) -> Data:
    """The request of POST /api/v1/budget. Raises BadInput, its problems named by the form's own fields."""
    problems: list[Problem] = []
    texts = form.values

    def read(name: str, how: Callable[[str], object]) -> object:
        return _read(name, texts[name], how, problems)

    request: Data = {
        "name": texts["name"],
        "start": read("start", read_month),
        "months": read("months", _whole),
        "cap_usd_per_month": read("cap", _text_of(read_money)),
        "cap_usd_period": read("total", _text_of(read_money)),
        "month": texts["month"],
        "currency": {"label": texts["label"], "per_usd": read("per_usd", _text_of(read_amount))},
        "rescale": bool(texts["rescale"]),
        "seed": read("seed", _whole),
        "wish": {
            "offers": _wished(texts["wish"], catalogue, problems),
            "p95_seconds": read("p95", _number),
            "context_tokens": read("context", _whole),
            "bench": texts["bench"] or None,
            "score_at_least": read("score", _number),
            "inputs": [kind.strip() for kind in texts["inputs"].split(",") if kind.strip()],
        },
        "limits": _limits(form, problems),
        "lines": [_line(index, line, catalogue, problems) for index, line in enumerate(form.lines)],
    }
    if texts["score"] and not texts["bench"]:
        problems.append(Problem("bench", "Choose the benchmark that this is a score on."))
    request["own_offers"] = _own_offers(request, catalogue)
    if form.learnt and form.learnt != LEFT_OUT:
        request["calibration"] = read_learnt(form.learnt, problems)
    if problems:
        raise BadInput(problems)
    return request


def _own_offers(request: Data, catalogue: Catalogue) -> list[Data]:
    """Those that a line, a stage or the wish names."""
    names = [line["offer"] for line in request["lines"]] + (request["wish"]["offers"] or [])
    loads = [line.get("workload") or {} for line in request["lines"]]
    names += [stage.get("offer") for load in loads for stage in load.get("stages") or ()]
    return [own_offer_data(own) for own in named_among(catalogue.own_offers, names)]


class _Line(NamedTuple):
    """The request of a line and what is wrong with it, in a catalogue."""

    catalogue: Catalogue
    request: Data
    problems: tuple[Problem, ...]


_MADE: KeptBy[_Line] = KeptBy(256, 2)
"""By line, which is the same object while nothing is typed in it."""


def _line(index: int, line: LineForm, catalogue: Catalogue, problems: list[Problem]) -> Data:
    def make() -> _Line:
        found: list[Problem] = []
        return _Line(catalogue, _line_data(index, line, catalogue, found), tuple(found))

    made = _MADE.get(line, index, make) if line.is_short else make()
    if made.catalogue is not catalogue:
        made = make()
    problems += made.problems
    return dict(made.request)


def _line_data(index: int, line: LineForm, catalogue: Catalogue, problems: list[Problem]) -> Data:
    texts, at = line.values, f"l{index}-"

    def read(name: str, how: Callable[[str], object]) -> Any:  # noqa: ANN401 - whatever the reader gives
        return _read(at + name, texts[name], how, problems)

    request: Data = {
        "name": texts["name"],
        "offer": _offer(at, line, catalogue, problems),
        "thinking": counted_mode(line, catalogue, _day(catalogue)),
        "owner": texts["owner"],
        "cost_centre": texts["centre"],
        "start": read("start", read_day),
        "end": read("end", read_day),
        "growth": _growth(kind_of_growth(line), read),
        "share": read("part", _text_of(read_percent)),
        "discount": read("discount", _text_of(read_percent)),
        "hours": _hours(at, texts, read, problems),
        "on_retirement": texts["retire"],
        "peak": read("peak", _number),
        "actuals": read("paid", _paid) or [],
    }
    if own := _own_figures(texts, read):
        request["overrides"] = own
    return {**request, **_source(at, line, problems)}


def kind_of_growth(line: LineForm) -> str:
    """The chosen growth. Where a line's own runs are counted in all they are done once, unless its months are typed."""
    once = not line.source and line.load.values["per"] == "once" and line.values["growth"] != "row"
    return "once" if once else line.values["growth"]


def counted_mode(line: LineForm, catalogue: Catalogue, day: date) -> str:
    """The chosen thinking mode of the line. For a model that always thinks, its least effort instead of off, as on the
    plan page."""
    chosen, offer = line.values["thinking"], line.values["offer"]
    found = resolve(catalogue, offer, day) if chosen == "off" and offer else None
    if not isinstance(found, Named):
        return chosen
    known = known_modes(found.offer, catalogue.profile_of(found.offer))
    if "off" not in known.refused or "minimal" in known.offered:
        return chosen
    return next((mode for mode in known.offered if mode != "off"), "default")


def _own_figures(texts: Texts, read: Callable[[str, Callable[[str], object]], Any]) -> object:
    """The line's own prices and speed, added to the other own figures; nothing where there are none."""
    kept = (read("figures", json.loads) if texts["figures"] else None) or {}
    rates = {rate: read(name, _text_of(read_money)) for name, rate in OWN_RATES.items() if texts[name]}
    pace = {figure: read(name, _number) for name, figure in OWN_PACE.items() if texts[name]}
    if not isinstance(kept, Mapping):
        return kept
    return {**kept, **pace, **({"usd_per_mtok": rates} if rates else {})}


def _source(at: str, line: LineForm, problems: list[Problem]) -> Data:
    """The scenario or the workload."""
    if line.source:
        return {"scenario": line.source}
    try:
        return {"workload": to_request(line.load)["workload"]}
    except BadInput as bad:
        problems += [Problem(at + problem.field, problem.message) for problem in bad.problems]
        return {}


def _offer(at: str, line: LineForm, catalogue: Catalogue, problems: list[Problem]) -> str:
    typed = line.values["offer"]
    known = canonical_name(typed, catalogue) if typed else ""
    if known is None:
        problems.append(Problem(at + "offer", not_called(typed, catalogue, _day(catalogue))))
    elif not typed and not line.source:
        problems.append(Problem(at + "offer", "Name a model or an offer, such as GPT-5.4."))
    return known or ""


def _growth(kind: str, read: Callable[[str, Callable[[str], object]], Any]) -> Data:
    """Only what its kind needs."""
    if kind == "compound":
        return {"kind": kind, "share": read("rate", _text_of(read_percent))}
    if kind == "linear":
        return {"kind": kind, "runs_per_day": read("add", _number)}
    if kind == "row":
        return {"kind": kind, "row": read("row", lambda text: [_json(n) for n in read_row(text)]) or []}
    return {"kind": kind}


def _hours(
    at: str, texts: Mapping[str, str], read: Callable[[str, Callable[[str], object]], Any], problems: list[Problem]
) -> Data | None:
    """Both of them, or neither."""
    begin, long = texts["from_hour"], texts["for_hours"]
    if bool(begin) != bool(long):
        missing = "for_hours" if begin else "from_hour"
        problems.append(Problem(at + missing, "Give both the hour it begins and how many hours it runs."))
    hours = {"start": read("from_hour", _hour), "hours": read("for_hours", _whole)}
    return hours if begin and long else None


def _limits(form: BudgetForm, problems: list[Problem]) -> list[Data]:
    return [
        {"offer": offer}
        | {path: _read(f"{key}:{offer}", own.get(key, ""), _number, problems) for key, path in LIMIT_KEYS.items()}
        for offer, own in form.limits.items()
    ]


def _wished(text: str, catalogue: Catalogue, problems: list[Problem]) -> list[str] | None:
    """Models and offers by name; None where nothing is typed."""
    if not text or text.casefold() == NO_WISH:
        return [] if text else None
    names = [name.strip() for name in text.replace("\n", ",").split(",") if name.strip()]
    found = {name: canonical_name(name, catalogue) for name in names}
    unknown = [name for name, known in found.items() if known is None]
    if unknown:
        sentence = not_called(unknown[0], catalogue, _day(catalogue))
        problems.append(Problem("wish", f"{sentence} Separate names by commas."))
    return [known for known in found.values() if known]


def _day(catalogue: Catalogue) -> date:
    """The day on which suggested offers must be live: that of the prices."""
    return catalogue.prices_checked or date.min


def _read(name: str, text: str, how: Callable[[str], object], problems: list[Problem]) -> object:
    """None for an empty text; a problem with an example for one that cannot be read."""
    if not text:
        return None
    try:
        return how(text)
    except ValueError as error:
        spec = spec_of(name)
        problems.append(Problem(name, with_example(error, spec.example if spec else "1,000")))
        return None


def _text_of(how: Callable[[str], object]) -> Callable[[str], object]:
    """Money and shares go as decimal strings, exact."""
    return lambda text: f"{how(text):f}"


def _number(text: str) -> object:
    return _json(read_amount(text))


def _json(number: Any) -> int | float:  # noqa: ANN401 - a Decimal
    return int(number) if number == number.to_integral_value() else float(number)


def _whole(text: str) -> int:
    number = read_amount(text)
    if number != number.to_integral_value():
        raise ValueError("Type a whole number")
    return int(number)


def _hour(text: str) -> int:
    """The hour of the day: 8, 8pm and 20:00."""
    try:
        return _whole(text)
    except ValueError as error:
        try:
            minutes = read_clock(text)
        except TwoReadings:
            raise
        except ValueError:
            raise error from None
    if minutes % 60:
        raise ValueError("Type a full hour")
    return minutes // 60


def _paid(text: str) -> list[str | None]:
    return [None if usd is None else f"{usd:f}" for usd in read_paid(text)]
