"""Whether this month's spending passes a cap: a small form that needs only the days' dollars, no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.core.number_text import read_number
from planner.core.usage.cap import CapForecast, cap_forecast
from planner.web import filters
from planner.web.forms.two_readings import asked
from planner.web.present.problem_text import with_example

MOST_DAYS = 31
UNREADABLE = "The days of this address cannot be read: read the log again."


@dataclass(frozen=True, slots=True)
class CapForm:
    """The dollars of the days so far, what was typed, and the result: a sentence, or what is wrong."""

    first: str
    days: str
    cap: str = ""
    sentence: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def cap_form(daily: Mapping[date, float]) -> CapForm | None:
    """The empty form for dollars by day; None without days. A day without calls cost nothing."""
    if not daily:
        return None
    first, last = min(daily), max(daily)
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return CapForm(first.isoformat(), ",".join(f"{daily.get(day, 0.0):.6g}" for day in days))


def answered(args: Mapping[str, str]) -> CapForm:
    """The form with the forecast, or with a sentence beside the cap."""
    reading = args.get("do", "").removeprefix("read:cap=")
    form = CapForm(args.get("first", ""), args.get("days", ""), reading or args.get("cap", "").strip())
    try:
        daily = _daily(form)
        usd = float(read_number(form.cap.replace("$", "")))
        found = cap_forecast(daily, usd)
    except (ValueError, OverflowError) as error:
        return _wrong(form, str(error))
    return replace(form, sentence=in_words(found, max(daily)))


def _daily(form: CapForm) -> dict[date, float]:
    """Dollars by day from the form. Raises ValueError for text that this page did not write."""
    try:
        found = [float(text) for text in form.days.split(",")]
        first = date.fromisoformat(form.first)
        daily = {first + timedelta(days=place): usd for place, usd in enumerate(found)}
    except (ValueError, OverflowError):
        raise ValueError(UNREADABLE) from None
    if len(found) > MOST_DAYS or not all(0 <= usd < 1e12 for usd in found):
        raise ValueError(UNREADABLE)
    return daily


def _wrong(form: CapForm, message: str) -> CapForm:
    """The form with an error; for a number that can be read two ways with a button for each reading."""
    sentence = with_example(f"{message[:1].upper()}{message[1:]}", "5,000")
    errors = asked(
        {"cap": sentence}, lambda _: form.cap, lambda _, text: read_number(text.replace("$", "")), lambda *_: ""
    )
    return replace(form, errors=errors)


def in_words(forecast: CapForecast | None, last: date) -> str:
    """The cap is passed on 19 November, with odds; or why nothing can be said."""
    if forecast is None:
        return f"{last:%B} has fewer than three days so far: too few to tell how it ends."
    cap, end = filters.money(forecast.cap_usd), filters.money(forecast.expected_usd)
    so_far = f"Spent until {filters.day(last)}: {filters.money(forecast.spent_usd)}"
    if forecast.passed_on and forecast.passed_on <= last:
        return f"The cap of {cap} was passed on {filters.day(forecast.passed_on)}. {so_far}."
    when = f"is passed on {filters.day(forecast.passed_on)}" if forecast.passed_on else "is not expected to be passed"
    rest = f"{so_far}, expected by the end of the month: {end}"
    return f"The cap of {cap} {when}. {rest}. The chance that the month ends above the cap is {_odds(forecast.chance)}."


def _odds(chance: float) -> str:
    if 0.005 < chance < 0.995:
        return filters.percent(chance)
    return "over 99%" if chance > 0.5 else "under 1%"
