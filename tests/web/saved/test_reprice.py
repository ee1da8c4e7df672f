"""A scenario then and now: the sentence, the squares, the rates, and the new revision."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.store import revisions
from planner.web import filters
from planner.web.charts.price_history import GAP, Sides, Track, draw, spread
from planner.web.filters import ago, money
from tests.web.saved.parts import (
    JSON,
    LATER,
    NOW,
    OFFER,
    OTHER,
    PLAN,
    answer,
    finding,
    make_app,
    plain,
    reopened,
    save,
    with_moved_price,
    without,
)

LOAD = "&runs=100&own=1000&shared=0&answer=1000&reasoning=0&steps=1&cache=off&retries=0&month=30"


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path) -> Flask:
    return make_app(with_moved_price(catalogue), tmp_path / "planner.sqlite3")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def later(app: Flask) -> None:
    app.config["CLOCK"].now = LATER


def test_a_moved_price_by_hand(app: Flask, client: FlaskClient, catalogue: Catalogue) -> None:
    card = catalogue.offers[OFFER].cards[-1].card
    assert card.input and card.output
    # 100 runs per day of 1,000 tokens in and 1,000 out, 30 days: 3 million of each.
    then = 3 * (card.input.base + card.output.base)
    now = 3 * (card.input.base + 2 * card.output.base)
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    later(app)
    page = client.get(f"/saved/{sid}").text
    assert finding(page) == (
        f"The plan you saved at {money(then)} per month would cost {money(now)} today, "
        "because OpenAI has raised the prices of GPT-5.4."
    )
    table = plain(re.search(r'<table class="moved">.*?</table>', page, re.DOTALL)[0])  # type: ignore[index]
    assert f"Output {card.output.base:.2f} {2 * card.output.base:.2f} +100% {filters.signed(now - then)}" in table
    assert "1 Dec 2026" in table
    assert "Gemini 3.1 Flash-Lite Google no rate has moved" in table


def test_the_host_is_named_and_a_cheaper_one_of_the_same_model_is_offered(client: FlaskClient) -> None:
    kept = "openrouter/moonshotai/kimi-k2.5"
    sid = save(client, f"models={kept}&models={OTHER}&focus={kept}")
    page = client.get(f"/saved/{sid}").text
    assert re.search(r"costs the same today, Kimi K2\.5 at OpenRouter\.$", finding(page))
    step = re.search(
        r'<a href="(/plan[^"]*)">The same model at ([^<]+)</a>.*?<span class="num">([^<]+)<', page, re.DOTALL
    )
    assert step and step[2] != "OpenRouter"
    opened = client.get(unescape(step[1])).text
    assert answer(opened).startswith(f"Kimi K2.5 at {step[2]} costs ")
    assert f"{step[3].split()[0]} per month" in plain(opened), "the price is that of the plan it opens"
    assert f'name="scenario" value="{sid}"' in opened


def test_a_model_at_its_cheapest_host_is_offered_no_other(client: FlaskClient) -> None:
    sid = save(client, "models=kimi-k2.5&focus=kimi-k2.5")
    assert "The same model at" not in client.get(f"/saved/{sid}").text


def test_a_plan_of_older_prices_is_not_said_to_be_as_old_as_they_are(client: FlaskClient) -> None:
    page = plain(client.get(f"/saved/{save(client, f'{PLAN}&date=2026-08-24')}").text)
    assert "prices of 24 Aug 2026 today" in page and "saved 24 Aug 2026" not in page
    assert "The open square is the day its prices are of" in page


def test_what_is_given_exactly_has_no_range_once_saved(client: FlaskClient) -> None:
    page = client.get(f"/saved/{save(client, 'models=kimi-k2-thinking&steps_sd=0')}").text
    off = re.search(r'<tr class="off">.*?</tr>', page[page.index('id="figures"') :], re.DOTALL)
    assert off and re.search('<td class="r[^"]*"></td>', off[0]), (
        "stated answers, no thinking and no cache: nothing is estimated"
    )


def test_there_is_nothing_to_save_where_nothing_has_moved(app: Flask, client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    fresh = client.get(f"/saved/{sid}").text
    assert "at today’s prices</button>" not in fresh
    assert re.search(r'<a class="btn" href="/plan[^"]+">Edit</a>', fresh)
    later(app)
    moved = client.get(f"/saved/{sid}").text
    assert moved.count("at today’s prices</button>") == 3
    assert re.search(r'<a class="btn quiet" href="/plan[^"]+">Edit</a>', moved)


def test_the_open_square_is_then_and_the_filled_one_now(app: Flask, client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    later(app)
    page = client.get(f"/saved/{sid}").text
    assert page.count('class="sq then me"') == 2  # once for the desk, once for the phone
    assert page.count('class="sq me"') == 2
    places = {kind: re.search(rf'y="([\d.]+)"[^>]*class="{kind}"', page) for kind in ("sq then me", "sq me")}
    assert all(places.values())
    assert float(places["sq me"][1]) < float(places["sq then me"][1])  # type: ignore[index]  # dearer is higher
    assert ">1 Dec</text>" in page


def test_nothing_moved_is_said(app: Flask, client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OTHER}")
    later(app)
    page = client.get(f"/saved/{sid}").text
    assert "costs the same today" in finding(page)
    assert "One of your two offers has moved" in page


def test_a_model_that_is_gone_is_said_and_the_rest_goes_on(
    app: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    client = reopened(app, client, without(catalogue, OFFER))
    page = client.get(f"/saved/{sid}")
    assert page.status_code == 200
    assert "cannot be priced today" in finding(page.text)
    assert "GPT-5.4 on openai" in plain(page.text)
    assert "is not listed any more" in plain(page.text)
    client = reopened(app, client, without(without(catalogue, OFFER), OTHER))
    page = client.get(f"/saved/{sid}")
    assert page.status_code == 200
    assert "Save at today" not in page.text
    assert client.post(f"/saved/{sid}/today", headers=JSON).status_code == 422


def test_a_request_this_version_no_longer_takes_still_shows_what_was_saved(
    app: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    sid = save(client)
    fewer = {k: v for k, v in catalogue.task_classes.items() if k != "support_agent"}
    client = reopened(app, client, replace(catalogue, task_classes=fewer))
    page = client.get(f"/saved/{sid}")
    assert page.status_code == 200
    assert "task_class" in finding(page.text)
    assert "saved-figures" in page.text


def test_a_new_revision_at_todays_prices(app: Flask, client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    later(app)
    answer = client.post(f"/saved/{sid}/today", data={"revision": "1"})
    assert answer.headers["Location"] == f"/saved/{sid}?notice=revised"
    old, new = client.get(f"/saved/{sid}", headers=JSON).json["revisions"]
    assert (old["number"], new["number"]) == (1, 2)
    assert new["request"] == old["request"]
    assert new["price_moment"].startswith("2027-02-22")
    keys = [[(e["offer"], e["asked"]) for e in r["snapshot"]["estimates"]] for r in (old, new)]
    assert keys[0] == keys[1]
    assert "costs the same today" in finding(client.get(f"/saved/{sid}").text)
    assert "would cost" in finding(client.get(f"/saved/{sid}/revisions/1").text)


def test_a_new_revision_on_the_cheapest(app: Flask, client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    page = client.get(f"/saved/{sid}").text
    assert "Save revision 2 on Gemini 3.1 Flash-Lite" in page
    client.post(f"/saved/{sid}/today", data={"revision": "1", "chosen": OTHER})
    assert "Save revision 3 on" not in client.get(f"/saved/{sid}").text


def test_an_old_revision_comes_back_with_its_prices(client: FlaskClient) -> None:
    sid = save(client)
    client.post("/saved", data={"plan": f"{PLAN}&runs=7", "scenario": sid, "revision": "1"})
    client.post(f"/saved/{sid}/revisions/1/back")
    first, _, third = client.get(f"/saved/{sid}", headers=JSON).json["revisions"]
    assert third["snapshot"] == first["snapshot"]
    assert "Three revisions." in client.get(f"/saved/{sid}/revisions").text


def test_opening_in_the_planner_asks_the_same(client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OTHER}")
    address = re.search(r'href="(/plan[^"]+)">Open in the planner', client.get(f"/saved/{sid}").text)
    assert address
    text = client.get(address[1].replace("&amp;", "&")).text
    assert f'name="scenario" value="{sid}"' in text
    assert 'id="runs" name="runs" value="100"' in text
    assert answer(text).startswith("Gemini 3.1 Flash-Lite costs")


def test_a_revision_saved_in_between_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sid = save(client)
    before = revisions.revise

    def slower(db: object, owner: object, scenario: str, made: object, **rest: object) -> object:
        monkeypatch.setattr(revisions, "revise", before)
        client.post("/saved", data={"plan": f"{PLAN}&runs=7", "scenario": scenario, "revision": "1"})
        return before(db, owner, scenario, made, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(revisions, "revise", slower)
    answer = client.post(f"/saved/{sid}/today")
    assert answer.status_code == 409
    assert "Revision 2 was saved in between" in answer.text
    assert len(client.get(f"/saved/{sid}", headers=JSON).json["revisions"]) == 2


def test_then_and_now_as_tables(app: Flask, client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}{LOAD}&focus={OFFER}")
    later(app)
    rows = list(csv.reader(io.StringIO(client.get(f"/saved/{sid}/then-and-now.csv").text.lstrip("\ufeff"))))
    rate = next(row for row in rows if row[0] == "rate")
    assert rate[2:4] == [OFFER, "output"]
    assert Decimal(rate[5]) == 2 * Decimal(rate[4])
    head, rule = client.get(f"/saved/{sid}/then-and-now.md").text.splitlines()[:2]
    assert head.startswith("| what |") and rule == "| --- | --- | --- | --- | --- | --- | --- | --- |"
    assert client.get(f"/saved/{sid}/then-and-now.pdf").status_code == 404


def test_many_offers_that_stayed_are_one_sentence(app: Flask, client: FlaskClient) -> None:
    sid = save(client, LOAD.removeprefix("&"))
    later(app)
    page = plain(client.get(f"/saved/{sid}").text)
    assert re.search(r"No rate of (any of the|the other) (eight|nine) offers has moved\.", page)
    assert page.count("no rate has moved") == 0


# ---------- parts


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"), (timedelta(minutes=1), "1 minute ago"), (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"), (timedelta(days=1), "1 day ago"), (timedelta(days=13), "13 days ago"),
        (timedelta(days=14), "2 weeks ago"), (timedelta(days=91), "13 weeks ago"),
        (timedelta(days=360), "12 months ago"), (timedelta(days=-3), "just now"),
    ],
)  # fmt: skip
def test_how_long_ago(passed: timedelta, words: str) -> None:
    assert ago(NOW - passed, NOW) == words


@pytest.mark.parametrize(
    ("usd", "words"), [("6813.2", "+6,810"), ("-22574", "−22,600"), ("0", "0"), ("0.004", "+0.0040"), (None, "")]
)
def test_dollars_with_their_sign(usd: str | None, words: str) -> None:
    assert filters.signed(None if usd is None else Decimal(usd)) == words


@pytest.mark.parametrize(
    ("percent", "words"),
    [("97.2", "+97%"), ("-66", "−66%"), ("0", "no change"), ("4.44", "+4.4%"), ("-0.01", "less than 0.1%"), (None, "")],
)
def test_percents_with_their_sign(percent: str | None, words: str) -> None:
    assert filters.signed_percent(None if percent is None else Decimal(percent)) == words


def test_labels_do_not_touch_and_keep_their_order() -> None:
    found = spread([100.0, 101.0, 99.0, 300.0])
    assert found[3] == 300.0
    assert found[2] < found[0] < found[1]
    assert found[0] - found[2] >= GAP <= found[1] - found[0]


def test_labels_stand_around_their_places_and_below_the_dates() -> None:
    assert spread([100.0, 100.0]) == [90.0, 110.0]
    assert spread([40.0, 40.0, 40.0], least=38.0) == [38.0, 58.0, 78.0]
    assert spread([10.0, 200.0], gap=36.0) == [10.0, 200.0]


def track(**changes: object) -> Track:
    base = Track("A", 10.0, ((date(2026, 9, 1), 20.0),), 20.0, "$10", "$20", "+100%", is_chosen=True)
    return replace(base, **changes)  # type: ignore[arg-type]


def test_a_step_stands_on_its_day() -> None:
    chart = draw([track()], date(2026, 8, 1), date(2026, 10, 2), Sides(0.0, 100.0, 7.0))
    assert chart
    (line,) = chart.lines
    assert [span.x2 for span in line.spans] == ["50.00%", "50.00%", "100.00%"]
    assert line.spans[-1].y2 == line.now_y
    assert [mark.text for mark in chart.marks] == ["1 Sep"]


def test_days_close_together_share_their_date() -> None:
    days = (date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 20))
    steps = tuple((day, 20.0 + i) for i, day in enumerate(days))
    chart = draw([track(steps=steps, now=22.0)], date(2026, 8, 1), date(2026, 10, 2), Sides(0.0, 100.0, 0.9))
    assert chart
    assert [mark.text for mark in chart.marks] == ["1–2 Sep", "20 Sep"]
    assert len(chart.days) == 3
    close = draw([track(steps=steps, now=22.0)], date(2026, 8, 1), date(2026, 10, 2), Sides(40.0, 60.0, 2.4))
    assert close
    assert [(mark.text, mark.y) for mark in close.marks] == [("1–2 Sep", 17), ("20 Sep", 2)]


def test_steps_that_change_nothing_are_not_drawn() -> None:
    still = track(steps=((date(2026, 9, 1), 10.0),), now=10.0)
    chart = draw([still], date(2026, 8, 1), date(2026, 10, 2), Sides(0.0, 100.0, 7.0))
    assert chart
    assert (len(chart.lines[0].spans), chart.marks) == (1, ())


def test_an_offer_that_is_gone_has_no_square_for_today() -> None:
    chart = draw([track(now=None), track(name="B")], date(2026, 8, 1), date(2026, 10, 2), Sides(0.0, 100.0, 7.0))
    assert chart
    assert [line.now_y is None for line in chart.lines] == [True, False]
    assert draw([track(then=0.0)], date(2026, 8, 1), date(2026, 10, 2), Sides(0.0, 100.0, 7.0)) is None
