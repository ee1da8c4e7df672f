"""When a second price list disagrees: only on standard, published rates that held on that list's day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from planner.core.models.catalogue import SecondOpinion
from planner.core.models.offers.second_prices import Disagreement, disagreements
from planner.core.models.rates import DatedCard, VariantCard, Window
from planner.core.workload import CacheSettings, Overrides
from tests.core.build import ask, card, catalogue, offer

LIST_DAY, RISE = date(2026, 10, 23), date(2027, 1, 1)
OURS = card(input="1", output="10")
BATCH = VariantCard((("processing", "batch"),), card(input="0.5", output="5"))


def listed(theirs: str, *cards: DatedCard, **changes: Any) -> Any:
    opinion = SecondOpinion("Other", "", LIST_DAY, (("input", Decimal(theirs)), ("cache_write", Decimal(9))))
    return offer("host/m", cards=cards or (DatedCard(OURS),), variants=(BATCH,), second_opinion=opinion, **changes)


def test_a_rate_that_only_one_of_them_publishes_is_not_in_dispute() -> None:
    assert disagreements(listed("1"), LIST_DAY) == ()
    assert disagreements(listed("2"), LIST_DAY) == (Disagreement("input", Decimal(1), Decimal(2)),)
    assert disagreements(offer(), LIST_DAY) == ()


def test_an_announced_change_is_no_dispute() -> None:
    rising = (DatedCard(OURS), DatedCard(card(input="2", output="20"), Window(start_date=RISE)))
    for theirs in ("1", "3"):
        assert bool(disagreements(listed(theirs, *rising), LIST_DAY)) == (theirs == "3")
        assert disagreements(listed(theirs, *rising), RISE) == ()


@pytest.mark.parametrize(("theirs", "disputed"), [("1", False), ("0.5", False), ("0.75", False), ("0.6", True)])
def test_a_price_of_some_hours_of_the_day_is_no_dispute(theirs: str, disputed: bool) -> None:
    night = DatedCard(card(input="0.5", output="10"), Window(start_time=time(0), end_time=time(12)))
    day = listed(theirs, DatedCard(OURS), night)
    assert bool(disagreements(day, LIST_DAY)) == disputed
    assert bool(disagreements(day, datetime(2026, 11, 23, 6, tzinfo=UTC))) == disputed


@pytest.mark.parametrize("tier", ["standard", "batch"])
def test_the_flag_speaks_of_the_standard_price_in_every_tier(tier: Any) -> None:
    agrees, differs = (catalogue(listed(theirs)) for theirs in ("1", "2"))
    plain = {"service_tier": tier, "cache": CacheSettings("off")}
    assert "price_disputed" not in {flag.code for flag in ask(agrees, "host/m", **plain).caveats}
    said = [flag.text for flag in ask(differs, "host/m", **plain).caveats if flag.code == "price_disputed"]
    word = "price" if tier == "standard" else "standard price"
    assert said == [f"Other has another {word} per million: input $2.00 (here $1.00)."]


def test_a_rate_of_the_users_own_is_in_no_dispute_and_a_discount_changes_nothing() -> None:
    world = catalogue(listed("2"))
    own = ask(world, "host/m", overrides=Overrides(usd_per_mtok=(("input", Decimal(3)),)))
    assert own.disputes == ()
    cheaper = ask(world, "host/m", overrides=Overrides(discount=Decimal("0.2")))
    assert cheaper.disputes == (Disagreement("input", Decimal(1), Decimal(2)),)


def test_whose_rates_they_are_is_said() -> None:
    world = catalogue(listed("1", source="a list"))
    own = Overrides(usd_per_mtok=(("input", Decimal(3)), ("cache_read", Decimal(1))), discount=Decimal("0.2"))
    said = ask(world, "host/m", overrides=own).price_evidence
    assert said.basis == "given"
    assert said.source == "your own rates for cache read, input, else a list, less your discount of 20%"
    cheaper = ask(world, "host/m", overrides=Overrides(discount=Decimal("0.125"))).price_evidence
    assert (cheaper.basis, cheaper.source) == ("published", "a list, less your discount of 12.5%")
    assert ask(world, "host/m").price_evidence.source == "a list"
