"""What is asked of every offer: read from the address, written back to it, and refused beside its field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from planner.core.catalogue import Catalogue
from planner.web.views.rank_form import RankForm, filters_of, read_rank_form, read_time

LABS = {"meta": frozenset({"Meta", "meta"})}


def form(catalogue: Catalogue, query: str = "") -> RankForm:
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]
    return read_rank_form(MultiDict(pairs), catalogue)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "steps=12&effort=low&q=kimi&host=novita&takes=image&takes=video&live=0&by=seconds&page=3",
        "preset=rag&models=gpt-5.4&weights=open&context=200k&within=30 min&price=5,000&mode=off",
    ],
)
def test_the_address_holds_all_of_it(catalogue: Catalogue, query: str) -> None:
    asked = form(catalogue, query)
    again = read_rank_form(MultiDict(asked.query()), catalogue)
    assert again == asked
    assert asked.query() or not query
    assert len(asked.query()) == len([pair for pair in query.split("&") if pair])


def test_a_box_left_empty_is_not_a_box_left_out(catalogue: Catalogue) -> None:
    assert form(catalogue).live
    assert not form(catalogue, "live=0").live
    assert form(catalogue, "live=0&live=1").live


@pytest.mark.parametrize("query", ["mode=maybe", "by=luck", "page=0", "page=-3", "page=x", "takes=smells"])
def test_what_is_not_known_is_the_default(catalogue: Catalogue, query: str) -> None:
    assert form(catalogue, query) == form(catalogue)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", "90"), ("90 s", "90"), ("1.5s", "1.5"), ("30 min", "1800"), ("2h", "7200"), ("1,000 MIN", "60000")],
)
def test_time_is_typed_with_its_unit(text: str, seconds: str) -> None:
    assert read_time(text) == Decimal(seconds)


@pytest.mark.parametrize("text", ["soon", "min", "5 days", "1,00"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Type a number|Write decimals"):
        read_time(text)


def test_limits_are_read_in_the_units_of_the_ranking(catalogue: Catalogue) -> None:
    wanted, problems = filters_of(form(catalogue, "within=2 min&price=$1.5k&context=200k&weights=closed"), LABS)
    assert problems == {}
    assert (wanted.p95_seconds_at_most, wanted.usd_at_most, wanted.context_at_least) == (120, 1500, 200_000)
    assert wanted.open_weights is False
    assert wanted.live_only


def test_a_lab_is_every_spelling_of_it(catalogue: Catalogue) -> None:
    assert filters_of(form(catalogue, "lab=meta"), LABS)[0].labs == {"Meta", "meta"}
    assert filters_of(form(catalogue, "lab=nobody"), LABS)[0].labs == {"nobody"}


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("within=soon", "within", "Type a number, such as 90 s or 30 min."),
        ("price=-5", "price", "Type 0 or more, such as 5,000."),
        ("context=big", "context", "Type a number, such as 200k."),
    ],
)
def test_what_cannot_be_read_is_said_and_asks_for_nothing(
    catalogue: Catalogue, query: str, field: str, sentence: str
) -> None:
    wanted, problems = filters_of(form(catalogue, query), LABS)
    assert problems == {field: sentence}
    assert (wanted.p95_seconds_at_most, wanted.usd_at_most, wanted.context_at_least) == (None, None, None)
