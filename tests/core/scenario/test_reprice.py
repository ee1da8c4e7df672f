"""Then and now: totals as saved and today, rates that moved, models that went, however the question named them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue, Departure, Lifecycle, Offer
from planner.core.models.rates import DatedCard, Window
from planner.core.request import EstimateRequest
from planner.core.scenario.reprice import (
    AGEING,
    MovedRate,
    ThenAndNow,
    change_days,
    difference,
    percent_change,
    then_and_now,
    todays_question,
)
from planner.core.scenario.snapshot import Saved, saved
from planner.core.workload import Overrides, Workload
from planner.store.snapshot import draft_of, saved_of
from planner.web.saved.plans.reprice.export import then_csv
from tests.core.build import card, catalogue, fact, offer, profile, rate

THEN = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOVED = date(2026, 11, 3)
# 1,000 fresh input tokens and 500 visible ones, 1,000 runs per day over 30 days.
LOAD = Workload(input_tokens=1000, visible_tokens_per_call=500)
CHEAP, DEAR = card(input="1", output="10"), card(input="2", output="10")


def asked(*offers: str, thinking: tuple[str, ...] = ("off",), **changes: object) -> EstimateRequest:
    return replace(EstimateRequest(LOAD, offers or ("a/m",), thinking, month="30"), **changes)  # type: ignore[arg-type]


def moving(offer_id: str = "a/m", before: object = CHEAP, after: object = DEAR, **changes: object) -> Offer:
    cards = (DatedCard(before), DatedCard(after, Window(MOVED)))  # type: ignore[arg-type]
    return offer(offer_id, cards=cards, cache=None, **changes)


def still(offer_id: str, **changes: object) -> Offer:
    return moving(offer_id, CHEAP, CHEAP, **changes)


def answered(question: EstimateRequest, world: Catalogue, now: datetime) -> Saved:
    return saved(question, compare(question, world, now=now))


def look(question: EstimateRequest, then: Catalogue, now: Catalogue | None = None) -> ThenAndNow:
    """The whole way a page goes, by way of what is stored."""
    now = now or then
    kept = saved_of(draft_of(question, compare(question, then, now=THEN), prices_version=""))
    today = todays_question(question, kept, now)
    new = answered(today, now, NOW) if today else None
    return then_and_now(kept, new, now, now=NOW)


def test_totals_as_saved_and_today() -> None:
    # Then 1,000 x $1 + 500 x $10 per million = $0.006, x 30,000 = $180 per month; now $0.007 and $210.
    found = look(asked(), catalogue(moving()))
    (row,) = found.totals
    assert row.now is not None
    assert (row.then.usd_per_month, row.now.usd_per_month) == (Decimal(180), Decimal(210))
    assert row.usd_change == Decimal(30)
    assert row.percent is not None
    assert round(row.percent, 4) == Decimal("16.6667")
    assert row.seconds_change == pytest.approx(0, abs=AGEING * (row.then.run_seconds or 0)), (
        "only the age of its speed has changed"
    )
    assert (found.then, found.now, found.unchanged) == (THEN, NOW, False)


def test_rates_that_moved_are_named_and_others_not() -> None:
    (moved,) = look(asked("a/m", "b/m"), catalogue(moving(), still("b/m"))).moved
    assert (moved.offer_id, moved.name, moved.then, moved.now) == ("a/m", "input", Decimal(1), Decimal(2))
    assert (moved.percent, moved.since) == (Decimal(100), MOVED)


def test_a_rate_that_was_corrected_moved_on_no_day() -> None:
    # The price list in force has not changed since before the save; what is known of it has.
    def listed(price: str) -> Catalogue:
        cards = (DatedCard(CHEAP), DatedCard(card(input=price, output="10"), Window(date(2026, 1, 1))))
        return catalogue(offer("a/m", cards=cards))

    (moved,) = look(asked(), listed("1"), listed("3")).moved
    assert (moved.then, moved.now, moved.since) == (Decimal(1), Decimal(3), None)


def test_a_rate_that_came_to_be_published_moved() -> None:
    world = catalogue(moving(after=card(input="1", output="10", cache_read="0.15")))
    (moved,) = look(asked(), world).moved
    assert (moved.name, moved.then, moved.now, moved.percent) == ("cache_read", None, Decimal("0.15"), None)
    back = catalogue(moving(before=card(input="1", output="10", cache_read="0.15"), after=CHEAP))
    (gone,) = look(asked(), back).moved
    assert (gone.then, gone.now, gone.percent) == (Decimal("0.15"), None, None)


def test_a_tier_that_was_added_moved() -> None:
    world = catalogue(moving(after=replace(CHEAP, input=rate("1", (200_000, "2")))))
    (moved,) = look(asked(), world).moved
    assert (moved.name, moved.tier_start, moved.then, moved.now) == ("input", 200_000, None, Decimal(2))


def test_nothing_moved() -> None:
    found = look(asked(thinking=("off", "high")), catalogue(still("a/m")))
    assert (found.moved, found.retired, found.unchanged) == ((), (), True)
    assert [row.usd_change for row in found.totals] == [0, 0]


def test_a_move_that_was_undone_is_no_move() -> None:
    cards = (DatedCard(CHEAP), DatedCard(DEAR, Window(MOVED)), DatedCard(CHEAP, Window(MOVED + timedelta(days=9))))
    assert look(asked(), catalogue(offer("a/m", cards=cards))).unchanged


def test_a_model_name_stays_with_the_host_it_meant_then() -> None:
    # When it was saved a/m was the cheapest host of M; today b/m is.
    model = profile("m", offers=("a/m", "b/m"))
    then = catalogue(moving(profile_id="m"), moving("b/m", DEAR, CHEAP, profile_id="m"), profiles=(model,))
    found = look(asked("M"), then)
    assert [(row.then.offer_id, row.now and row.now.offer_id) for row in found.totals] == [("a/m", "a/m")]
    assert {moved.offer_id for moved in found.moved} == {"a/m"}


def test_a_pair_stays_with_the_modes_it_meant_then() -> None:
    world = catalogue(still("a/m", profile_id="m"), profiles=(profile("m"),))
    later = catalogue(still("a/m", profile_id="m"), profiles=(profile("m", default_mode=fact("low")),))
    found = look(asked(thinking=("pair",)), world, later)
    assert [(row.then.asked, row.now and row.now.asked) for row in found.totals] == [("off", "off"), ("high", "high")]


def test_a_saved_price_date_and_overrides() -> None:
    own = Overrides(usd_per_mtok=(("input", Decimal("0.5")),))
    question = asked(price_date=THEN.date(), overrides={"a/m": own})
    assert look(question, catalogue(moving())).unchanged  # his own rate does not move
    assert not look(replace(question, overrides={}), catalogue(moving())).unchanged


def test_an_offer_that_is_no_longer_listed() -> None:
    found = look(asked("a/m", "b/m"), catalogue(still("a/m"), still("b/m")), catalogue(still("a/m")))
    gone = found.totals[1]
    assert (gone.now, gone.usd_change, gone.why_not) == (None, None, "No price is listed for it any more.")
    assert [(each.offer_id, each.host_name, each.on) for each in found.retired] == [("b/m", "b", None)]
    assert found.moved == ()
    assert not found.unchanged


def test_when_nothing_is_listed_any_more() -> None:
    found = look(asked(), catalogue(still("a/m")), catalogue(still("z/z")))
    assert (found.now, len(found.totals), len(found.retired)) == (NOW, 1, 1)


def test_a_mode_that_is_no_longer_offered_says_why() -> None:
    then = catalogue(still("a/m", profile_id="m"), profiles=(profile("m"),))
    now = catalogue(still("a/m", profile_id="m"), profiles=(profile("m", modes=fact(("on",))),))
    found = look(asked(), then, now)
    assert found.totals[0].now is None
    assert "cannot be switched off" in found.totals[0].why_not


@pytest.mark.parametrize(
    ("day", "retired"), [(NOW.date() - timedelta(days=1), 1), (NOW.date(), 1), (NOW.date() + timedelta(days=1), 0)]
)
def test_models_retired_meanwhile(day: date, retired: int) -> None:
    life = Lifecycle(retired=fact(day), successor="a/next", successor_name="Next")
    found = look(asked(), catalogue(still("a/m", profile_id="m"), profiles=(profile("m", lifecycle=life),))).retired
    assert len(found) == retired
    for each in found:
        assert (each.on, each.everywhere, each.successor, each.successor_name) == (day, True, "a/next", "Next")


def test_a_host_that_stopped_serving_it() -> None:
    left = Departure("a", date(2026, 8, 31), "a test", MOVED)
    model = profile("m", lifecycle=Lifecycle(departures=(left,)))
    world = catalogue(still("a/m", profile_id="m"), still("b/m", profile_id="m"), profiles=(model,))
    (each,) = look(asked("a/m", "b/m"), world).retired
    assert (each.offer_id, each.on, each.everywhere, each.host_name) == ("a/m", date(2026, 8, 31), False, "A")


def test_what_was_gone_already_is_not_news() -> None:
    life = Lifecycle(retired=fact(THEN.date() - timedelta(days=1)))
    gone = catalogue(still("a/m", profile_id="m"), profiles=(profile("m", lifecycle=life),))
    unlisted = catalogue(still("a/m", deprecated=True))
    assert look(asked(), gone).retired == ()
    assert look(asked(), unlisted).retired == ()
    assert len(look(asked(), catalogue(still("a/m")), unlisted).retired) == 1


@pytest.mark.parametrize(
    ("then", "now", "percent"),
    [("4", "5", 25), ("4", "3", -25), ("4", "0", -100), ("0", "0", 0), ("0", "1", None), (None, "1", None)],
)
def test_percent_change(then: str | None, now: str, percent: int | None) -> None:
    assert percent_change(Decimal(then) if then else None, Decimal(now)) == percent


def test_difference_of_what_is_not_known() -> None:
    assert (difference(None, 1.0), difference(1.0, None), difference(1.0, 3.5)) == (None, None, 2.5)


@pytest.mark.parametrize(("day", "there"), [(THEN.date(), 0), (MOVED, 1), (NOW.date(), 1), (date(2026, 11, 24), 0)])
def test_the_days_on_which_prices_changed_meanwhile(day: date, there: int) -> None:
    elsewhere = offer("z/z", cards=(DatedCard(CHEAP), DatedCard(DEAR, Window(date(2026, 10, 1)))))
    world = catalogue(offer("a/m", cards=(DatedCard(CHEAP), DatedCard(DEAR, Window(day)))), still("b/m"), elsewhere)
    old = answered(asked("a/m", "b/m"), world, THEN)
    assert (day in change_days(old, world, now=NOW)) == bool(there)
    assert set(change_days(old, world, now=NOW)) <= {day, MOVED}


def test_cells_of_the_exported_comparison_run_no_formula() -> None:
    moved = MovedRate("host/=cmd()", "=HYPERLINK(1)", "input", None, Decimal(1), Decimal(2), Decimal(100), None)
    text = then_csv(ThenAndNow(NOW, NOW, (), (moved,), ()))
    assert "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text
