"""What the cheapest figure of every offer rests on, said below the finding, counted beside it and drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.core.ranking.filters import Filters
from planner.core.ranking.rank import Ranking
from planner.core.results import Refusal
from planner.web import filters
from planner.web.offers.finding import finding_of
from planner.web.offers.form import read_rank_form
from planner.web.offers.leaders import leaders
from planner.web.offers.ranking_view import RankingView, ranking_view
from planner.web.offers.views import exact_at, ranked
from tests.web.offers.test_alternatives import part

UNMEASURED = "q=glm"


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_the_cheapest_says_what_it_rests_on_with_the_range_of_the_exact_path(
    app: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    said = text(part(client, UNMEASURED))
    with app.test_request_context(f"/offers?{UNMEASURED}"):
        form = read_rank_form(request.args, catalogue)
        found = ranked(form.plan)
        seen = ranking_view(form, found, replace(Filters(), words="glm"))
        known = [p for p in seen.fit if found.thinking_basis[p, 1] in ("model", "model+effort")]
        first, measured = seen.cheapest(seen.fit), seen.cheapest(known)
        exact = [exact_at(form.plan, found)(place, 1) for place in (first, measured)]
    guess, sure = exact
    assert not isinstance(guess, Refusal) and not isinstance(sure, Refusal)
    assert guess.basis == "family"
    usd, reach = filters.money(guess.usd), filters.dollar_band(guess.band, guess.usd)
    assert f"Its {usd} rests on tokens measured for its family" in said
    assert f", 80% range {reach}." in said
    price, its = filters.money(sure.usd), filters.dollar_band(sure.band)
    leader = f"{seen.name(measured)} at {seen.offer(measured).host_name}"
    assert f"models measured themselves {leader} is the cheapest, {price} per month ({its})." in said
    assert all(found.usd[p, 1] >= float(sure.usd) * 0.999999 for p in known)


@pytest.mark.parametrize(
    ("query", "said", "not_said"),
    [
        ("q=kimi-k2.5&host=fireworks", "rests on tokens measured for this model at this effort", "themselves"),
        ("q=haiku-5", "None of these was measured itself.", "themselves"),
        (
            "preset=research_agent&q=kimi-k3&host=moonshotai",
            "Measured itself was only Kimi K3 at Moonshot AI, $",
            "themselves",
        ),
        ("q=kimi&runs=0", ", 80% range $", "four months"),
        ("q=kimi&reasoning=500", "80% range $", "measured itself"),
    ],
)
def test_each_kind_of_evidence_has_its_words(client: FlaskClient, query: str, said: str, not_said: str) -> None:
    lead = re.findall(r'<p class="follow">(.*?)</p>', part(client, query), re.DOTALL)[0]
    assert said in unescape(lead)
    assert not_said not in unescape(lead)


def test_where_nothing_fits_nothing_leads(client: FlaskClient) -> None:
    assert "80% range" not in part(client, "host=groq&compact_at=") and "80% range" not in part(client, "q=zzzz")


def test_the_counts_add_up(client: FlaskClient) -> None:
    """Priced, passing, ranked, never measured, not thinking, folded below the way to the other mode."""
    for query, filtered in (("", ""), ("q=openai&mode=on", "pass these filters and ")):
        passing = f"{filtered}are available today"
        said = re.search(
            r"Rank without thinking\.Which offers are compared here: [\d,]+ of [\d,]+ models; "
            r"([\d,]+) of ([\d,]+) offers are listed"
            rf"Of \2 offers ([\d,]+) have a price for this work; ([\d,]+) {passing}\. "
            r"([\d,]+) think or may, ([\d,]+) of them without a "
            r"measurement of their own, and ([\d,]+) do not think\.",
            text(part(client, query)),
        )
        assert said
        shown, _, priced, passed, ranks, guessed, silent = (int(n.replace(",", "")) for n in said.groups())
        assert priced >= passed == ranks + silent and shown == ranks
        assert 0 < guessed < ranks
    off = text(part(client, "mode=off"))
    assert re.search(r"[\d,]+ answer without thinking, .* and \d+ always think\.", off)
    assert "Rank with thinking" in off
    assert "have a price for this work; all count, ended ones too. " in text(part(client, "live=0"))
    one = text(part(client, "q=haiku-5&host=anthropic"))
    assert re.search(r"one passes these filters and is available today\. One thinks or may\b", one)


def test_what_was_not_measured_is_drawn_hollow_with_a_key(client: FlaskClient) -> None:
    html = part(client, "")
    wide = html.split("only-wide")[1].split("only-narrow")[0]
    marks = re.findall(r'aria-label="([^"]+)\. Add it to the plan".*?class="(m-[^"]+)"><title>', wide, re.DOTALL)
    hollow = {unescape(label).split(",")[0]: "m-guess" in kind for label, kind in marks}
    assert set(hollow.values()) == {True, False}
    assert all(("not measured itself" in label) == ("m-guess" in kind) for label, kind in marks)
    assert "A hollow, dashed mark was not measured: its thinking is typical" in html
    assert "A hollow, dashed mark" not in part(client, "q=kimi-k2.5")


def test_a_figure_that_is_refused_on_the_exact_path_leads_to_no_sentence(app: Flask, catalogue: Catalogue) -> None:
    with app.test_request_context("/offers?q=gpt-oss-20b"):
        form = read_rank_form(request.args, catalogue)
        found: Ranking = ranked(form.plan)
        seen: RankingView = ranking_view(form, found, Filters(words="gpt-oss-20b"))
        exact = exact_at(form.plan, replace(found, modes=found.modes.astype("U12")))
        refusing = replace(seen, ranking=replace(found, modes=found.modes.astype("U12")))
        refusing.ranking.modes[:] = "max"
        assert leaders(seen, exact)
        assert leaders(refusing, exact_at(form.plan, refusing.ranking)) is None


@pytest.mark.parametrize("query", ["door=chat&q=claude", "q=", "door=documents", "preset=research_agent"])
def test_of_equal_printed_times_the_cheapest_is_the_quickest(app: Flask, catalogue: Catalogue, query: str) -> None:
    """No two marks on the line of the best are printed alike in dollars or in seconds."""
    with app.test_request_context(f"/offers?{query}"):
        form = read_rank_form(request.args, catalogue)
        seen = ranking_view(form, ranked(form.plan), Filters(words=form.q))
    times = {place: seconds for place in seen.fit if (seconds := seen.seconds(place)) is not None}
    quick = seen.quickest(seen.fit)
    assert quick is not None
    least = filters.duration(min(times.values()))
    alike = [place for place, value in times.items() if filters.duration(value) == least]
    assert quick in alike and seen.usd(quick) == min(map(seen.usd, alike))
    for printed in (
        [filters.money(seen.usd(place)) for place in seen.best],
        [filters.duration(times[place]) for place in seen.best],
    ):
        assert len(set(printed)) == len(printed)
    assert seen.best == sorted(seen.best, key=seen.usd)


def test_what_costs_less_and_may_be_gone_is_named(client: FlaskClient, app: Flask, catalogue: Catalogue) -> None:
    """The first row of the list may cost less than the model of the headline: the page says why it does not lead."""
    said = text(part(client, "door=agent"))
    with app.test_request_context("/offers?door=agent"):
        form = read_rank_form(request.args, catalogue)
        seen = ranking_view(form, ranked(form.plan), Filters(live_only=True))
    found = finding_of(form, seen)
    unknown = seen.ranking.columns.served_unknown
    assert found.cheap is not None and not unknown[found.cheap] and found.cheaper_unserved
    for place in found.cheaper_unserved:
        assert unknown[place] and seen.usd(place) < seen.usd(found.cheap)
    first, rest = found.cheaper_unserved[0], len(found.cheaper_unserved) - 1
    named = f"{seen.name(first)} at {filters.money(seen.usd(first))}"
    assert (f"{named} costs less, but whether it is still served" in said) == (rest == 0)
    assert (f"{named} and {filters.in_words(rest)} other model" in said) == (rest > 0)
    sure = text(part(client, "door=agent&host=openai"))
    assert "still served is not known" not in sure.partition("Which offers are compared")[0]
