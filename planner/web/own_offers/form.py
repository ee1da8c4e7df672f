"""The form of an own offer: raw text by field, the offer made from it, a sentence beside each field that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import get_args

from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.own_offer import Gpus, Kind, OwnOffer
from planner.core.models.offers.own_offers import LETTERS, made_of
from planner.core.number_text import read_amount, read_percent, unmistakable
from planner.core.workload import Problem
from planner.web.forms.small_form import Field, FieldReader, SmallForm, read_day, sent_form
from planner.web.present.names import nearest_words, with_names
from planner.web.present.problem_text import beside_field

KINDS: dict[str, str] = {
    "rates": "A fine-tune, or prices you negotiated",
    "gateway": "A gateway that adds a fee",
    "gpus": "A model on your own or rented GPUs",
}


ALWAYS = (
    Field("name", "What you call it", "Kimi on our GPUs"),
    Field("like", "The model it is like", "gpt-5.4", "A model or an offer: tokens, modes and context are its."),
)
BY_KIND: dict[str, tuple[Field, ...]] = {
    "rates": (
        Field("input", "Input, $ per million tokens", "2.50", path="usd_per_mtok"),
        Field("output", "Output, $ per million tokens", "10"),
        Field("cache_read", "Read from cache, $ per million", "0.25", "Empty: not sold.", is_optional=True),
        Field("cache_write", "Written to cache, $ per million", "3.125", "Empty: as input.", is_optional=True),
    ),
    "gateway": (Field("fee", "Fee on every rate, %", "5"),),
    "gpus": (
        Field("usd_per_hour", "A GPU, $ per hour", "2.50", path="gpus.usd_per_hour"),
        Field("gpus", "GPUs", "8", path="gpus.gpus"),
        Field(
            "tokens_per_second", "Tokens per second, all GPUs together", "4,000",
            "Prompts and answers, measured at the load you expect.", path="gpus.tokens_per_second",
        ),
        Field("utilisation", "Utilisation, %", "40", "The share of the time they work so.", path="gpus.utilisation"),
    ),
}  # fmt: skip
NOTES = (
    Field("note", "Note", "Contract of 3 May", "Its source: it stands beside every figure.", is_optional=True),
    Field("date", "Date", "2026-11-27", "The day the figures are of.", is_optional=True),
    Field("id", "Id", "kimi-own", "Named own/… in the API; empty: made of its name.", is_optional=True),
)
RATES = ("input", "output", "cache_read", "cache_write")
READERS: Mapping[str, Callable[[str], Decimal]] = {"fee": read_percent, "utilisation": read_percent}
"""Of fields that are no dollars."""


def own_fields(kind: str) -> tuple[Field, ...]:
    return (*ALWAYS, *BY_KIND[kind], *NOTES)


def read_own_form(args: Mapping[str, str]) -> SmallForm:
    """The form as it was sent, or given in an address; nothing is refused here."""
    kind = args.get("kind", "")
    kind = kind if kind in KINDS else "rates"
    return sent_form(own_fields(kind), args, kind)


def form_of_own(own: OwnOffer) -> SmallForm:
    """The form that gives `own` back."""
    values = {"name": own.name or own.id, "like": own.like, "note": own.note, "id": own.id}
    values |= {rate: unmistakable(usd) for rate, usd in own.usd_per_mtok}
    values["date"] = own.date.isoformat() if own.date else ""
    values["fee"] = unmistakable(own.fee * 100)
    if own.gpus:
        values |= {name: unmistakable(getattr(own.gpus, name)) for name in ("usd_per_hour", "tokens_per_second")}
        values |= {"gpus": str(own.gpus.gpus), "utilisation": unmistakable(own.gpus.utilisation * 100)}
    return SmallForm(own_fields(own.kind), values, own.kind)


def read_own_offer(form: SmallForm, catalogue: Catalogue, today: date) -> OwnOffer | SmallForm:
    """The offer made from a form, or the form with a sentence beside each field that is wrong."""
    values, fields = form.values, FieldReader(form)
    read, errors = fields.read, fields.errors
    own = OwnOffer(
        id=values["id"] or id_of(values["name"]),
        like=read("like", str, ""),
        kind=next(kind for kind in get_args(Kind) if kind == form.kind),
        name=read("name", str, ""),
        note=values["note"],
        date=read("date", read_day, None),
        usd_per_mtok=_rates(fields) if form.kind == "rates" else (),
        fee=read("fee", read_percent, Decimal(0)) if form.kind == "gateway" else Decimal(0),
        gpus=_gpus(fields) if form.kind == "gpus" else None,
    )
    found = made_of(catalogue, own, today) if not errors else None
    if isinstance(found, Problem):
        name = _field_of(form, found.field)
        example = next((one.example for one in form.fields if one.name == name), "")
        errors[name] = _sentence(with_names([found], catalogue)[0], example)
    return form.refused(errors, {one.name: READERS.get(one.name, _usd) for one in form.fields}) if errors else own


def _rates(fields: FieldReader) -> tuple[tuple[str, Decimal], ...]:
    given = [(name, fields.read(name, _usd, Decimal(0))) for name in RATES]
    return tuple((name, usd) for name, usd in given if fields.form.values[name])


def _gpus(fields: FieldReader) -> Gpus:
    return Gpus(
        usd_per_hour=fields.read("usd_per_hour", _usd, Decimal(0)),
        gpus=fields.read("gpus", _whole, 1),
        tokens_per_second=fields.read("tokens_per_second", read_amount, Decimal(1)),
        utilisation=fields.read("utilisation", read_percent, Decimal(1)),
    )


def _usd(text: str) -> Decimal:
    return read_amount(text.replace("$", ""))


def _whole(text: str) -> int:
    number = read_amount(text)
    if number != number.to_integral_value() or abs(number) > 10**9:
        raise ValueError("Type a whole number")
    return int(number)


def _field_of(form: SmallForm, path: str) -> str:
    """The form's field of what the core complains about."""
    paths = {one.path or one.name: one.name for one in form.fields}
    return paths.get(path, "name")


def _sentence(problem: Problem, example: str) -> str:
    named = problem.field == "like" and problem.suggestions is not None
    text = f"{problem.message}." if named else beside_field(problem.message, example)
    return text + nearest_words(problem.suggestions)


def id_of(name: str) -> str:
    """Letters, digits and dashes of a name; a number where it has none."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[: LETTERS["name"]][:80].strip("-") or "offer"
