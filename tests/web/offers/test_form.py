"""What is asked of every offer: read from the address, written back to it, and refused beside its field."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.sources.facts.models.labs import lab_names
from planner.sources.facts.toml_reader import DataError
from planner.web.forms import FIRST_DOOR
from planner.web.offers.form import RankForm, filters_of, read_rank_form, read_time

LABS = {"meta": frozenset({"Meta", "meta"})}


def form(catalogue: Catalogue, query: str = "") -> RankForm:
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]
    return read_rank_form(MultiDict(pairs), catalogue)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "steps=12&effort=low&q=kimi&host=novita&takes=image&takes=video&live=0&by=seconds&page=3",
        "preset=rag&models=gpt-5.4&weights=open&context=200k&within=30 min&price=5,000&quality=GPQA&floor=60&mode=off",
    ],
)
def test_the_address_holds_all_of_it(catalogue: Catalogue, query: str) -> None:
    asked = form(catalogue, query)
    again = read_rank_form(MultiDict(asked.query()), catalogue)
    assert again.query() == asked.query()
    assert asked.query() or not query


def test_a_box_left_empty_is_not_a_box_left_out(catalogue: Catalogue) -> None:
    assert form(catalogue).live
    assert not form(catalogue, "live=0").live
    assert form(catalogue, "live=0&live=1").live


@pytest.mark.parametrize("query", ["mode=maybe", "by=luck", "page=0", "page=-3", "page=x", "takes=smells"])
def test_what_is_not_known_is_the_default(catalogue: Catalogue, query: str) -> None:
    assert form(catalogue, query) == form(catalogue)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", "90"),
        ("90 s", "90"),
        ("1.5s", "1.5"),
        ("30 min", "1800"),
        ("2h", "7200"),
        ("1,000 MIN", "60000"),
        ("1,50", "1.5"),
    ],
)
def test_time_is_typed_with_its_unit(text: str, seconds: str) -> None:
    assert read_time(text) == Decimal(seconds)


@pytest.mark.parametrize("text", ["soon", "min", "5 days", "1,0,0", "1,00"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Type a number|Write decimals|read both ways"):
        read_time(text)


def test_a_bare_list_is_of_the_door_that_opens_first(catalogue: Catalogue) -> None:
    """And what the start page shows; the workload that old addresses leave out is named in new ones."""
    bare = form(catalogue, "q=kimi")
    assert bare.plan.door.id == FIRST_DOOR and bare.address() == "/offers?q=kimi"
    research = form(catalogue, "preset=research_agent&q=kimi")
    assert research.plan.preset.id == "research_agent" and research.address() == "/offers?preset=research_agent&q=kimi"
    assert form(catalogue, "steps=12").plan.preset.id == "research_agent"
    assert research.plan.address("/offers") == "/offers?preset=research_agent"


def test_limits_are_read_in_the_units_of_the_ranking(catalogue: Catalogue) -> None:
    scored, _ = filters_of(form(catalogue, "quality=GPQA&floor=60%"), LABS)
    assert (scored.bench, scored.score_at_least) == ("GPQA", 60)
    nearest, _ = filters_of(form(catalogue, "preset=research_agent&floor=60"), LABS)
    assert (nearest.bench, nearest.score_at_least) == ("tau2-Bench", 60)
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
        ("price=-5", "price", "Type at least 0."),
        ("context=big", "context", "Type a number, such as 200k."),
    ],
)
def test_what_cannot_be_read_is_said_and_asks_for_nothing(
    catalogue: Catalogue, query: str, field: str, sentence: str
) -> None:
    wanted, problems = filters_of(form(catalogue, query), LABS)
    assert problems == {field: sentence}
    assert (wanted.p95_seconds_at_most, wanted.usd_at_most, wanted.context_at_least) == (None, None, None)


def test_every_lab_is_to_choose_once(client: FlaskClient, catalogue: Catalogue) -> None:
    """Whatever price lists call it: no two choices are the same but for case, signs and words such as AI."""
    html = client.get("/offers").text.split('id="lab"')[1].split("</select>")[0]
    names = [unescape(name) for name in re.findall(r">([^<]+) \([\d,]+\)</option>", html)]
    bare = Counter(re.sub(r"[^a-z0-9]|(ai|models|research|labs|org|computer)$", "", n.casefold()) for n in names)
    assert [name for name, count in bare.items() if count > 1] == []
    assert {"Mistral", "Meta", "Arcee AI", "Cohere", "Nous Research", "01.AI", "Ricursive AI"} <= set(names)
    assert set(names).isdisjoint(catalogue.labs)


@pytest.mark.parametrize(("spelling", "name"), [("mistralai", "mistral"), ("Meta-Models", "meta"), ("01-ai", "01.ai")])
def test_another_spelling_of_a_lab_asks_for_the_same(client: FlaskClient, spelling: str, name: str) -> None:
    one, other = (client.get(f"/offers?lab={lab}&mode=off&live=0").text for lab in (spelling, name))
    found = [re.findall(r"add=([^\"&]+)", html) for html in (one, other)]
    assert found[0] == found[1] != []
    assert re.findall(r'<option value="([^"]*)" selected>', one)[0] == name


def test_a_lab_spelt_twice_in_the_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {"source": "known_releases", "labs": {"One": ["one"], "Other": ["one"]}}
    monkeypatch.setattr("planner.sources.facts.models.labs.read_toml", lambda _: raw)
    with pytest.raises(DataError, match="one must stand once"):
        lab_names.__wrapped__()


def test_a_limit_that_can_be_read_two_ways_offers_both(client: FlaskClient) -> None:
    html = client.get("/offers?q=haiku&within=1.500 min").text
    links = dict(re.findall(r'<a href="(/offers[^"]*)">([^<]+)</a>', html.split('id="err-within"')[1].split("</p>")[0]))
    assert sorted(links.values()) == ["1,500 min", "1.5 min"]
    for address in map(unescape, links):
        assert 'id="err-within"></p>' in client.get(address).text.replace("\n", "")
