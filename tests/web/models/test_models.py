"""The list of models, its search, and the page of one model."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Benchmark, Catalogue, Profile
from planner.core.models.facts import Fact
from planner.core.models.offers.second_prices import Disagreement
from planner.core.models.rates import Rate, RateCard
from planner.core.results import Cost, Estimate
from planner.schema.requests import parse_request
from planner.web import filters
from planner.web.forms import read_form, to_request
from planner.web.models import disputes as model_disputes
from planner.web.models import facts, hosts, list_page
from planner.web.models import scores as model_scores
from planner.web.models import status as model_status
from planner.web.models.page import ModelPage, model_page
from planner.web.models.relatives import shared_benchmark
from planner.web.present.evidence import SPEEDS, mark_of_evidence
from planner.web.present.macros import text_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KIMI = "kimi-k2-thinking"
ONE_RATE = "Hosts agree on every rate but the one for cached input"


def page_of(catalogue: Catalogue, name: str, now: datetime = NOW, **args: str) -> ModelPage:
    return model_page(catalogue.profiles[name], read_form(MultiDict(args), catalogue), catalogue, now=now)


def said(app: Flask, page: ModelPage, macro: str = "finding") -> str:
    with app.app_context():
        return text_of("models/_finding.html", macro, page).strip()


# ---------- the list


def test_every_profile_is_listed_with_its_live_hosts(catalogue: Catalogue) -> None:
    page = list_page.list_page(catalogue, now=NOW, query="", number="")
    known = {profile.id: profile for profile in page.models}
    assert set(known) == set(catalogue.profiles)
    kimi, grok = known[KIMI], known["grok-4"]
    assert (page.modes(kimi), page.hosts(kimi), page.rates(kimi, "input")) == ("always on, one effort", 4, "0.60")
    assert (page.hosts(grok), page.model_status(grok)) == (0, "retired 15 May 2026")
    assert page.rates(grok, "output") == "15.00"
    assert page.modes(known["claude-opus-4.5"]) == "off or low to high"
    assert page.modes(known["deepseek-v4.1-flash"]) == "off, low, high or max"
    assert page.modes(known["kimi-k3"]) == "low, high or max, no off"
    assert page.modes(known["gpt-5.3-codex"]) == "low to xhigh, no off"


@pytest.mark.parametrize(
    ("query", "includes", "leaves_out"),
    [
        ("kimi novita", "novita/moonshotai/kimi-k2-thinking", "moonshotai/kimi-k2-thinking"),
        ("GPT 5.4", "openai/gpt-5.4", "openai/gpt-5.2"),
        ("Moonshot AI", "novita/moonshotai/kimi-k2.5", "openai/gpt-5.4"),
        ("no such thing", "", ""),
        ("huggingface", "huggingface_nebius/moonshotai/Kimi-K2-Thinking", "novita/moonshotai/kimi-k2-thinking"),
    ],
)
def test_search_by_name_lab_and_host(catalogue: Catalogue, query: str, includes: str, leaves_out: str) -> None:
    found = {offer.id for offer in list_page.search(catalogue, query)}
    assert bool(found) == bool(includes)
    assert not includes or includes in found
    assert leaves_out not in found


def test_what_is_profiled_and_live_comes_first(catalogue: Catalogue) -> None:
    found = list_page.search(catalogue, "kimi")
    keys = [(offer.deprecated, offer.profile_id is None) for offer in found]
    assert keys == sorted(keys)
    assert keys[0] == (False, False)


@pytest.mark.parametrize(
    ("number", "shown"), [("", 1), ("0", 1), ("-1", 1), ("x", 1), ("2", 2), ("9999", None), ("9" * 30, 1), ("²", 1)]
)
def test_pages_out_of_reach_are_the_nearest(catalogue: Catalogue, number: str, shown: int | None) -> None:
    found = list_page.list_page(catalogue, now=NOW, query="", number=number).hits
    assert found.number == (shown or found.pages)
    assert found.last - found.first < list_page.PAGE_SIZE


def test_pages_hold_every_offer_once(catalogue: Catalogue) -> None:
    ids: list[str] = []
    query, number = "kimi", 1
    while True:
        found = list_page.list_page(catalogue, now=NOW, query=query, number=str(number)).hits
        ids += [offer.id for offer in found.offers]
        if not found.after:
            break
        assert f"page={number + 1}" in found.after and "q=kimi" in found.after
        number += 1
    assert number > 1
    assert sorted(ids) == sorted(o.id for o in list_page.search(catalogue, query))


def test_the_search_works_by_address_alone(client: FlaskClient) -> None:
    text = client.get("/models?q=kimi+novita").text
    assert "novita/moonshotai/kimi-k2-thinking" in text
    assert 'value="kimi novita"' in text
    nothing = client.get("/models?q=<script>").text
    assert "No offer holds every word of" in nothing and "<script>”" not in nothing


def test_an_offer_without_a_price_cannot_be_planned(client: FlaskClient, catalogue: Catalogue) -> None:
    unpriced = next(o for o in catalogue.offers.values() if o.cards[-1].card.input is None and not o.profile_id)
    html = client.get("/models", query_string={"q": unpriced.id}).text
    row = html[html.index(f"{unpriced.host_name}: </span>{unpriced.id}") :].partition("</tr>")[0]
    assert "/plan?" not in row and '<td class="r words">not published</td>' in row


# ---------- one model


def test_the_finding_tells_hosts_with_and_without_a_cache_price_apart(app: Flask, catalogue: Catalogue) -> None:
    page = page_of(catalogue, KIMI)
    assert re.fullmatch(
        r"Kimi K2 Thinking costs \$[\d,]+ per month for this agent on hosts that discount cached input, "
        r"and \$[\d,]+ on hosts that do not\.",
        said(app, page),
    )
    rows = {row.offer.id: row for row in page.hosts}
    assert rows["novita/moonshotai/kimi-k2-thinking"].rates == (Decimal("0.6"), Decimal("2.5"), Decimal("0.15"), None)
    assert rows["moonshotai/kimi-k2-thinking"].words == "ended on 25 May 2026"
    assert page.hosts[-1].offer.id == "moonshotai/kimi-k2-thinking"
    assert sum(row.doubt == "not known whether it is still served" for row in page.hosts) == 2
    follow = said(app, page, "follow")
    assert follow.endswith("; two other hosts do, and of two more no source says whether they do.")
    cheap, dear = page.hosts[0], page.hosts[3]
    assert filters.amount(cheap.usd) in said(app, page) and filters.amount(dear.usd) in said(app, page)


@pytest.mark.parametrize("name", ["deepseek-v4.1-flash", "gpt-6-luna"])
def test_both_costs_are_of_one_host_that_is_known_to_serve_it(app: Flask, catalogue: Catalogue, name: str) -> None:
    """A reseller that may have ended asked $532 with thinking; the $841 without it were the maker's."""
    page = page_of(catalogue, name)
    assert isinstance(page.pair.on, Estimate)
    lead = next(row for row in page.hosts if not row.doubt)
    assert f"for this agent at {lead.offer.host_name}, and" in said(app, page)
    follow, of_pair = said(app, page, "follow"), f"At {page.pair.on.offer.host_name} it costs "
    assert (lead.offer.id == page.pair.on.offer.id) == (of_pair not in follow)
    assert follow.index("Without thinking it costs") > follow.find(of_pair)


def words(row: hosts.Host) -> list[str]:
    """The kinds of token that its run pays for."""
    return [word for _, word, _ in row.shares]


def test_bars_share_a_scale_and_fill_it_with_their_parts(catalogue: Catalogue) -> None:
    rows = [row for row in page_of(catalogue, KIMI).hosts if not row.words]
    most = max(row.usd for row in rows)
    ends = [sum(float(s.width.rstrip("%")) for s in row.segments(most)) for row in rows]
    assert ends == pytest.approx([float(row.usd / most * 94) for row in rows], abs=0.05)
    assert max(ends) == pytest.approx(94, abs=0.05)
    assert "cached" in words(rows[0]) and "cached" not in words(rows[-1])


def test_a_model_that_is_gone_has_its_last_price(app: Flask, catalogue: Catalogue) -> None:
    page = page_of(catalogue, "grok-4")
    assert said(app, page).startswith("Grok-4 ended on 15 May 2026; at its last price it would cost $")
    assert said(app, page, "hosts_title") == "No host serves it any more"
    assert next(line for line in page.rail if line.name == "Max output").text == "not published"


def test_a_model_that_does_not_think_is_shown_as_it_is(catalogue: Catalogue) -> None:
    page = page_of(catalogue, "kimi-k2-0905")
    assert page.mode == "off"
    me = next(row for row in page.relatives if row.pair.asked == page.id)
    assert me.side and me.side.thinking == "off" and me.usd


@pytest.mark.parametrize(("name", "short"), [("qwen3.8-max", "SciCode"), ("glm-5", "τ²-bench")])
def test_relatives_are_set_beside_by_a_score_that_they_have(
    client: FlaskClient, catalogue: Catalogue, name: str, short: str
) -> None:
    """And by average times, as the plan page has them: Qwen3.8 Max was measured on no agents' benchmark."""
    page = page_of(catalogue, name)
    scores = [one.score(page.benchmark) for one in page.relatives] if page.benchmark else []
    assert page.benchmark and page.benchmark.short == short
    assert sum(score is not None for score in scores) > len(scores) / 2
    html = client.get(f"/models/{name}").text
    assert f"{short}, %</th>" in html and "Times are averages." in html
    profile = catalogue.profiles[name]
    (gpqa,) = [score for score in profile.benchmarks if score.name == "GPQA"][:1]
    sides = [one.side for one in page.relatives if one.side]
    others = [replace(side, profile=replace(profile, benchmarks=(gpqa,))) for side in sides]
    alike = [replace(one, side=side) for one, side in zip(page.relatives, others, strict=False)]
    found = shared_benchmark(profile, alike)
    assert found and found.short == "GPQA", "what most have, and not the first of its own"


@pytest.mark.parametrize("name", ["claude-opus-4.5", "gemini-3.1-flash-lite", "gpt-5.3-codex", "glm-5", "gpt-5.2"])
def test_every_model_has_its_page(client: FlaskClient, catalogue: Catalogue, name: str) -> None:
    response = client.get(f"/models/{name}")
    assert response.status_code == 200
    profile = catalogue.profiles[name]
    assert profile.name in response.text
    assert any(b.by_maker for b in profile.benchmarks) == ("Its maker’s own figure." in response.text)
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", response.text)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_plan_in_the_address_is_the_one_worked_out(catalogue: Catalogue) -> None:
    small, large = (page_of(catalogue, KIMI, runs=runs) for runs in ("10", "1000"))
    assert small.kicker_rest.startswith("10 reports per day")
    first, second = (page.hosts[0].usd for page in (small, large))
    assert second / first == pytest.approx(100, rel=0.02)
    assert "runs=10" in small.plan and f"models={KIMI}" in small.plan


def test_a_plan_that_cannot_be_used_is_said_and_the_preset_shown(client: FlaskClient) -> None:
    response = client.get(f"/models/{KIMI}?steps=0")
    assert response.status_code == 422
    assert "The plan in the address cannot be used" in response.text
    assert "per month" in response.text


def test_presets_lead_to_a_plan_with_this_model(client: FlaskClient, catalogue: Catalogue) -> None:
    page = page_of(catalogue, KIMI, preset="olympiad_maths")
    assert [p.id for p in page.presets if p.is_current] == ["olympiad_maths"]
    for preset in page.presets:
        assert f"models={KIMI}" in preset.plan
        assert client.get(preset.plan).status_code == 200


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/models/Kimi-K2-Thinking", "/models/kimi-k2-thinking"),
        ("/models/openai/gpt-5.4", "/models/gpt-5.4"),
        ("/models/deepseek/deepseek-chat", "/models?q=deepseek/deepseek-chat"),
    ],
)
def test_other_spellings_lead_to_the_page(client: FlaskClient, path: str, to: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.location) == (302, to)


def test_an_unknown_model_is_not_found(client: FlaskClient) -> None:
    response = client.get("/models/no-such-model")
    assert response.status_code == 404
    assert "No model is called “no-such-model” here" in response.text


def test_a_model_that_cannot_finish_says_so_before_its_price(app: Flask, catalogue: Catalogue) -> None:
    page = page_of(catalogue, "glm-5", steps="400", compact_at="")
    assert re.fullmatch(r"GLM-5 cannot finish this work: its context is full at step \d+ of 400\.", said(app, page))
    assert re.match(r"Its figures below are as if it fitted: \$[\d,]+ per month\.", said(app, page, "follow"))
    marks = {model.pair.asked: model.misfit for model in page.relatives}
    assert marks["glm-5"].startswith("does not fit: context full at step") and not marks["gemini-3.1-flash-lite"]


def test_a_model_that_cannot_read_the_input_says_so(app: Flask, catalogue: Catalogue, client: FlaskClient) -> None:
    """It is not called too small, nor are the marks of its relatives that cannot read it."""
    page = page_of(catalogue, "glm-5", preset="extraction", images="2")
    assert said(app, page) == "GLM-5 cannot do this work: it reads text only, no images."
    assert re.match(r"Its figures below are as if it could: \$[\d,]+ per month\.", said(app, page, "follow"))
    assert "A crossed mark cannot do this work." in client.get("/models/glm-5?preset=extraction&images=2").text


# ---------- where sources disagree, scores, facts


def disputes(page: ModelPage) -> dict[str, model_disputes.Dispute]:
    return {dispute.name: dispute for dispute in page.disputes}


def test_the_card_and_the_vendor_are_both_shown_and_the_used_one_marked(catalogue: Catalogue) -> None:
    context = disputes(page_of(catalogue, "grok-4"))["Context"]
    assert [(s.text, s.used) for s in context.card] == [("2,000,000 (2M, the window of Grok 4 Fast)", False)]
    assert [(s.text, s.used) for s in context.others] == [("256,000", True)]


def test_scores_that_differ_and_scores_that_cannot_be(catalogue: Catalogue) -> None:
    found = disputes(page_of(catalogue, KIMI))
    assert found["HLE"].card[0].text == "44.9%, with tools"
    assert found["HLE"].others[0].text == "22.3%"
    assert "DocVQA 94.5%" in found["Image scores"].card[0].text
    assert found["Image scores"].others[0].used
    assert "MMLU" not in found


def test_a_card_price_that_hosts_do_not_all_ask(catalogue: Catalogue) -> None:
    found = disputes(page_of(catalogue, "kimi-k2.5"))
    assert found["Input, $/M"].others[0].text == "0.50–0.60 by host"
    assert "Input, $/M" not in disputes(page_of(catalogue, KIMI))


def test_a_second_price_source_that_disagrees_is_shown(catalogue: Catalogue) -> None:
    offer = catalogue.offers["openai/gpt-5.4"]
    dispute = Disagreement("input", Decimal(9), Decimal("2.5"))
    host = hosts.Host(offer, offer.cards[-1].card, None, "", (dispute,))
    shown = list(model_disputes._second_opinions([host]))
    assert len(shown) == 1
    assert [said.used for said in shown[0].others] == [True, False]
    assert "disagrees" in model_disputes.agreement([host])


def benchmark(name: str, score: float, source: str = "Somebody", **changes: Any) -> Benchmark:
    return Benchmark(name, score, source, date(2026, 7, 10), **changes)


def test_scores_draw_the_card_beside_the_fullest_measurement() -> None:
    card = benchmark("GPQA", 84.5, "Model card of X")
    low, full = benchmark("GPQA", 60, effort="low"), benchmark("GPQA", 80, effort="high")
    odd = benchmark("ChartQA", 99.9, "Model card of X", disputed=True)
    scores = model_scores.scores_of([card, low, full, odd])
    assert scores is not None
    (subject,) = scores.subjects
    (mark,) = subject.marks
    assert subject.name == "Science and knowledge"
    assert (mark.claimed, mark.measured, mark.shown) == (card, full, card)
    assert [row.disputed for row in scores.rows] == [False, False, False, True]
    assert "99.9" not in scores.title
    assert model_scores.scores_of([odd]) is None
    assert (scores.claims_of, scores.measured_on) == ("the card", "Somebody")


def test_what_the_maker_claims_is_not_called_measured() -> None:
    told = benchmark("GPQA", 90.9, "Page that quotes the maker", by_maker=True, note="GPQA Diamond.")
    scores = model_scores.scores_of([told, benchmark("GPQA", 80, effort="high")])
    assert scores is not None
    assert (scores.claims_of, scores.measured_on) == ("its maker", "Somebody")
    assert scores.subjects[0].marks[0].sentence == "GPQA: 90.9% by its maker, 80% measured"
    assert scores.rows[0].by_maker
    alone = model_scores.scores_of([told])
    assert alone is not None
    assert alone.measured_on == ""


def test_the_title_of_the_scores_is_of_what_is_drawn() -> None:
    """A score without thinking, lower than the one drawn, stands in the table alone."""
    said = [benchmark("CritPt", 0.6, effort="off"), benchmark("CritPt", 3.1, effort="on"), benchmark("GPQA", 80)]
    scores = model_scores.scores_of(said)
    assert scores and scores.title == "Scores run from 3.1% on CritPt to 80% on GPQA"
    assert 3.1 in [mark.shown.score for subject in scores.subjects for mark in subject.marks if mark.shown]


@pytest.mark.parametrize("name", ["kimi-k2.5", "gpt-5.4", "gemini-4-argon"])
def test_the_speed_is_marked_as_on_the_plan(catalogue: Catalogue, name: str) -> None:
    form = read_form(MultiDict([("models", name)]), catalogue)
    (mine,) = estimate_pairs(parse_request(to_request(form)), catalogue, effort="high", now=NOW)
    assert isinstance(mine.on, Estimate) and mine.on.speed_evidence
    speed = next(line for line in page_of(catalogue, name).rail if line.name == "Speed")
    assert speed.mark == mark_of_evidence(mine.on.speed_evidence, SPEEDS)


def test_every_figure_keeps_its_source(catalogue: Catalogue) -> None:
    rows = facts.sourced(catalogue.profiles[KIMI])
    assert all(row.fact.source and row.fact.checked for row in rows)
    rivals = [row for row in rows if not row.used]
    assert {row.name for row in rivals} == {"Context window", "Max output"}
    assert any(row.name == "Released" and row.value == "6 Nov 2025" for row in rows)


def test_what_is_not_published_says_where_it_was_looked_for(catalogue: Catalogue) -> None:
    rows = facts.sourced(catalogue.profiles["gemini-4-argon"])
    looked = [row for row in rows if row.name == "Speeds"]
    assert {row.value for row in looked} == {"not published"}
    assert {row.fact.checked for row in looked} == {date(2026, 8, 22), date(2026, 10, 3)}
    assert all(row.fact.url.startswith("https://") for row in looked)


@pytest.mark.parametrize(
    ("rival", "warns"), [(256_000, False), (288_000, False), (289_000, True), (128_000, True), (2_000_000, True)]
)
def test_a_rounding_is_no_warning(catalogue: Catalogue, rival: int, warns: bool) -> None:
    profile = catalogue.profiles[KIMI]
    other = Fact(rival, "Model card", date(2026, 11, 23))
    changed = replace(profile, context_window=replace(profile.context_window, others=(other,)))
    line = next(line for line in facts.rail(changed, catalogue, NOW.date()) if line.name == "Context")
    assert line.warns == warns


@pytest.mark.parametrize(
    ("model", "day", "status"),
    [
        (KIMI, date(2026, 5, 24), ""),
        (KIMI, date(2026, 5, 25), "left its maker’s API 25 May 2026"),
        ("claude-opus-4.5", date(2026, 11, 23), "may retire from 24 Nov 2026"),
        ("claude-opus-4.5", date(2026, 11, 24), "may have retired since 24 Nov 2026"),
    ],
)
def test_status_on_the_day(catalogue: Catalogue, model: str, day: date, status: str) -> None:
    assert model_status.status_of(catalogue.profiles[model], day) == status


@pytest.mark.parametrize(("day", "is_said"), [(23, False), (24, True)])
def test_a_model_that_may_have_retired_says_so_below_its_price(
    app: Flask, catalogue: Catalogue, day: int, is_said: bool
) -> None:
    page = page_of(catalogue, "claude-opus-4.5", now=datetime(2026, 11, day, 12, tzinfo=UTC))
    assert ("It may have retired since 24 Nov 2026: no date is announced." in said(app, page, "follow")) == is_said


def test_an_unmeasured_speed_says_what_times_take_instead(catalogue: Catalogue) -> None:
    """Marked as typical and computed from its family: no “typical” beside “fitted to its family”."""
    page = page_of(catalogue, "gemini-4-argon")
    (line,) = [line for line in page.rail if line.name == "Speed"]
    assert line.text == "not published"
    assert line.note.startswith("used instead: computed from other models of its family in agents")
    assert line.mark and line.mark.words == "typical, not measured"


# ---------- titles of the host table


def host(name: str, usd: str, profile: Profile, catalogue: Catalogue, **rates: str) -> hosts.Host:
    offer = replace(catalogue.offers[profile.offers[0]], id=name, host=name, host_name=name)
    card = RateCard(**{key: Rate(Decimal(value)) for key, value in rates.items()})
    return hosts.Host(offer, card, Cost((), Decimal(usd), Decimal(1), Decimal(usd)), "")


@pytest.mark.parametrize(
    ("second", "rates", "title"),
    [
        ("1", {"input": "1", "output": "2", "cache_read": ".1"}, "Its two hosts ask the same rates"),
        ("3", {"input": "1", "output": "2"}, f"{ONE_RATE}, and that one triples the bill"),
        ("1.5", {"input": "1", "output": "2"}, f"{ONE_RATE}, and that one makes it 1.5 times as dear"),
        ("1", {"input": "1", "output": "2"}, f"{ONE_RATE}, which hardly matters here"),
        ("1.04", {"input": "1", "output": "2.1"}, "Hosts differ in their rates, hardly in what they ask"),
        ("1.5", {"input": "1", "output": "4"}, "The dearest host asks 1.5 times what the cheapest does"),
    ],
)  # fmt: skip
def test_the_title_says_where_hosts_part(
    app: Flask, catalogue: Catalogue, second: str, rates: dict[str, str], title: str
) -> None:
    page, profile = page_of(catalogue, KIMI), catalogue.profiles[KIMI]
    a = host("a", "1", profile, catalogue, input="1", output="2", cache_read=".1")
    b = host("b", second, profile, catalogue, **rates)
    assert said(app, replace(page, hosts=[a, b]), "hosts_title") == title
    assert said(app, replace(page, hosts=[a]), "hosts_title") == "a alone serves it"


def test_a_models_page_is_of_the_model_alone_whatever_parts_its_plan_has(client: FlaskClient) -> None:
    parts = client.get("/models/gpt-5.4?door=agent&s0-name=a&s0-model=nobody&s1-name=b")
    assert parts.status_code == 200
    assert parts.text.count("s0-name") == 0


def test_a_reading_of_two_lists_is_told_once(catalogue: Catalogue) -> None:
    """The profile of GPT-6 Luna has 128.5 tokens/s at high effort, its offer the same reading as 129."""
    told = {
        profile_id: [(speed.host, speed.effort, speed.source) for speed, _ in read]
        for profile_id, profile in catalogue.profiles.items()
        if (read := facts.speeds(profile, catalogue))
    }
    assert [effort for _, effort, *_ in told["gpt-6-luna"]] == ["off", "low", "high", "xhigh", "max"]
    assert all(len(rows) == len(set(rows)) for rows in told.values())
