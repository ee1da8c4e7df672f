"""What is saved of an answer, and that it comes back with every rate and its source."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from sqlite_utils import Database

import planner
from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.rates import DatedCard, Window
from planner.core.results import Tokens
from planner.core.scenario.snapshot import Saved, saved
from planner.core.workload import Overrides
from planner.schema.saved.plan import check_plan
from planner.store import revisions
from planner.store.database.rows import Workspace
from planner.store.snapshot import MEANS, question_of, saved_of
from tests.core.build import CHECKED, card, catalogue, offer, rate
from tests.store.build import NOW, WORLD, question, real_draft, scenario


def sourced(**changes: object) -> Offer:
    return replace(offer(), source="a list", source_url="https://prices.example", checked=CHECKED, **changes)  # type: ignore[arg-type]


def rates_of(world: Catalogue, **asked: object) -> dict[tuple[str, object], dict[str, object]]:
    draft = real_draft(replace(question("host/model"), thinking=("high",), **asked), world)  # type: ignore[arg-type]
    return {(found["name"], found["tier_start"]): dict(found) for found in draft.rates}


def as_kept(answer: Saved) -> Saved:
    """Tokens are kept as floats, without their ranges."""
    return replace(
        answer,
        totals=tuple(
            replace(
                total,
                runs_per_month=Decimal(str(float(total.runs_per_month))),
                tokens=Tokens(*(Decimal(str(float(getattr(total.tokens, kind)))) for kind in MEANS)),  # type: ignore[arg-type]
            )
            for total in answer.totals
        ),
    )


def test_a_saved_plan_comes_back_as_it_was_asked_and_answered(db: Database, mine: Workspace) -> None:
    asked = question(seed=7, overrides={"one/m": Overrides(ttft_seconds=0.5)})
    made = scenario(db, mine, draft=real_draft(asked))
    kept = revisions.latest(db, mine, made.id).draft
    assert question_of(kept) == asked
    assert as_kept(saved_of(kept)) == as_kept(saved(asked, compare(asked, WORLD, now=NOW)))
    assert (kept.price_moment, kept.app_version, kept.prices_version) == (NOW, planner.__version__, "0.2.3")


def test_refusals_and_missing_times_come_back_too() -> None:
    asked = question(thinking=("xhigh", "low"))
    batch = replace(asked, workload=replace(asked.workload, service_tier="batch"))
    for each in (asked, batch):
        answer = saved(each, compare(each, WORLD, now=NOW))
        assert as_kept(saved_of(real_draft(each))) == as_kept(answer)
        assert answer.refused


def test_every_rate_has_its_source_and_tier() -> None:
    tiered = DatedCard(replace(card(input="1", output="10", web_search_kcount="5"), input=rate("1", (200_000, "2"))))
    rates = rates_of(catalogue(sourced(cards=(tiered,))))
    assert rates["input", None] == {
        "offer": "host/model", "model": "model", "name": "input", "usd": "1", "per": "million tokens",
        "tier_start": None, "source": "a list", "checked": CHECKED.isoformat(), "url": "https://prices.example",
    }  # fmt: skip
    assert rates["input", 200_000]["usd"] == "2"
    assert rates["web_search_kcount", None]["per"] == "thousand calls"
    assert rates["cache_read", None]["usd"] is None


def test_rates_are_those_of_the_moment() -> None:
    cards = (
        DatedCard(card(input="1", output="10")),
        DatedCard(card(input="3", output="10"), Window(date(2026, 11, 1))),
    )
    world = catalogue(sourced(cards=cards))
    assert rates_of(world)["input", None]["usd"] == "3"
    before = datetime(2026, 10, 31, tzinfo=UTC)
    assert rates_of(world, price_date=before)["input", None]["usd"] == "1"
    assert rates_of(world, price_date=before.date())["input", None]["usd"] == "1"


def test_rates_of_a_day_are_its_mean_as_in_the_answer() -> None:
    night = DatedCard(card(input="2", output="10"), Window(start_time=time(0), end_time=time(6)))
    world = catalogue(sourced(cards=(DatedCard(card(input="1", output="10")), night)))
    assert rates_of(world, price_date=NOW.date())["input", None]["usd"] == "1.25"  # a quarter of the day at $2
    assert rates_of(world, price_date=NOW)["input", None]["usd"] == "1"


def test_your_own_rates_say_so() -> None:
    own = Overrides(usd_per_mtok=(("input", Decimal("0.5")),), discount=Decimal("0.10"))
    rates = rates_of(catalogue(sourced()), overrides={"host/model": own})
    assert rates["input", None]["usd"] == "0.45"
    assert rates["input", None]["source"] == "as you stated it, less your discount of 10%"
    assert (rates["input", None]["checked"], rates["input", None]["url"]) == (None, None)
    assert rates["output", None]["usd"] == "9"
    assert rates["output", None]["source"] == "a list, less your discount of 10%"


def test_what_is_saved_of_real_offers_passes_as_an_import(catalogue: Catalogue) -> None:
    asked = question("openai/gpt-5.4", "anthropic/claude-opus-4-5", "Kimi K2 Thinking", thinking=("pair", "low"))
    draft = real_draft(asked, catalogue)
    check_plan(json.loads(json.dumps(draft.snapshot)), list(draft.rates))
    assert len(draft.snapshot["estimates"]) >= 5


@pytest.mark.parametrize("offer_id", ["one/m", "two/m"])
def test_lines_use_only_rates_that_are_kept(offer_id: str) -> None:
    draft = real_draft(question(offer_id))
    kept = {found["usd"] for found in draft.rates}
    lines = [line for estimate in draft.snapshot["estimates"] for line in estimate["cost"]["lines"]]
    assert lines
    assert {line["usd_per_mtok"] for line in lines} <= kept
