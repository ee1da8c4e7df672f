"""Whether an offer is served on a day: which report decides, on the day before its end, on that day and after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.models.lifecycle.reports import LifeReport, State
from planner.core.models.lifecycle.served import is_live, served_doubt
from planner.core.models.lifecycle.status import Status, service_ends, status_of, successor_of
from planner.sources.facts.offers.lifecycle import lives_of
from tests.core.build import offer as made

TODAY = date(2026, 11, 27)
END = date(2026, 12, 1)
READ = date(2026, 11, 20)


def told(catalogue: Catalogue, *reports: LifeReport, deprecated: bool = False, day: date = TODAY) -> Status:
    offer = replace(catalogue.offers["openai/gpt-4.1-mini"], life=reports, deprecated=deprecated)
    return status_of(offer, None, day)


def report(said: State, on: date | None = None, **more: str) -> LifeReport:
    return LifeReport(said, more.get("source", "a list"), READ, on, more.get("successor"))


@pytest.mark.parametrize(
    ("day", "state"),
    [(END - timedelta(1), "ending"), (END, "ended"), (END + timedelta(1), "ended")],
)
def test_before_on_and_after_the_day(catalogue: Catalogue, day: date, state: str) -> None:
    status = told(catalogue, report("ends", END), day=day)
    assert (status.state, status.ends) == (state, END)


@pytest.mark.parametrize(
    ("said", "on", "state", "ends"),
    [
        ("listed", None, "live", None),
        ("removed", None, "ended", None),
        ("deprecated", None, "ending", None),
        ("not_before", END, "ending", END),
        ("not_before", TODAY, "unknown", None),
        ("doubtful", END, "live", None),
    ],
)
def test_what_a_report_means(catalogue: Catalogue, said: State, on: date | None, state: str, ends: date | None) -> None:
    status = told(catalogue, report(said, on))
    assert (status.state, status.ends) == (state, ends)


def test_no_report_is_unknown_and_a_bare_mark_is_an_end(catalogue: Catalogue) -> None:
    assert told(catalogue).state == "unknown"
    assert told(catalogue, deprecated=True).state == "ended"


def test_disagreement_is_kept(catalogue: Catalogue) -> None:
    first, other, same = report("ends", END), report("ends", END + timedelta(9)), report("listed")
    assert told(catalogue, first, other, same).others == (other,)
    assert told(catalogue, first, same, day=END).others == (same,)
    heirs = told(catalogue, report("ends", END, successor="a/b"), report("ends", END, successor="a/c"))
    assert (heirs.successor, len(heirs.others)) == ("a/b", 1)


def test_only_a_set_day_ends_the_service(catalogue: Catalogue) -> None:
    offer = catalogue.offers["openai/gpt-4.1-mini"]
    assert service_ends(replace(offer, life=(report("ends", END),)), None) == END
    assert service_ends(replace(offer, life=(report("not_before", END),)), None) is None
    assert service_ends(replace(offer, life=(report("removed"),)), None) is None


ENDED = [
    "openai/text-davinci-003", "anthropic/claude-v1", "openai/gpt-4", "openai/o1", "anthropic/claude-opus-4-1",
    "x-ai/grok-3", "x-ai/grok-code-fast-1", "x-ai/grok-4-0709", "deepseek/deepseek-chat", "deepseek/deepseek-reasoner",
    "anthropic/claude-sonnet-4-0", "openai/o4-mini", "openai/gpt-3.5-turbo", "google/gemini-1.5-pro",
    "google/gemini-pro", "openrouter/x-ai/grok-code-fast-1", "moonshotai/kimi-k2-thinking",
]  # fmt: skip


@pytest.mark.parametrize("offer_id", ENDED)
def test_what_is_gone_is_not_live(catalogue: Catalogue, offer_id: str) -> None:
    offer = catalogue.offers[offer_id]
    status = status_of(offer, catalogue.profile_of(offer), TODAY)
    assert status.state == "ended"
    assert status.source
    assert status.checked


@pytest.mark.parametrize(
    ("offer_id", "ends", "successor", "then"),
    [
        ("google/gemini-2.5-pro", date(2026, 12, 1), "google/gemini-3.8-flash", "rerouted"),
        ("google/gemini-2.5-flash", date(2026, 12, 1), "google/gemini-3.5-flash-lite", "rerouted"),
        ("anthropic/claude-sonnet-4-5", date(2026, 11, 30), "anthropic/claude-sonnet-5-5", "refused"),
        ("openai/gpt-5", date(2026, 12, 11), "openai/gpt-6.1-sol", "refused"),
        ("openai/gpt-5-mini", date(2026, 12, 11), "openai/gpt-6.1-terra", "refused"),
        ("openai/gpt-5-nano", date(2026, 12, 11), "openai/gpt-5.6-luna", None),
        ("openai/o3", date(2026, 12, 11), "openai/gpt-5.6-sol", None),
        ("openai/gpt-4o", date(2027, 1, 14), "openai/gpt-6-luna", None),
        ("openai/gpt-4.1", date(2027, 1, 14), "openai/gpt-6-luna", None),
        ("openai/gpt-5.1", date(2027, 4, 1), "openai/gpt-6-sol", None),
    ],
)
def test_announced_ends(catalogue: Catalogue, offer_id: str, ends: date, successor: str, then: str | None) -> None:
    offer = catalogue.offers[offer_id]
    profile = catalogue.profile_of(offer)
    status = status_of(offer, profile, TODAY)
    assert (status.state, status.ends, status.successor, status.then) == ("ending", ends, successor, then)
    assert successor_of(offer, profile) in catalogue.offers


def test_an_earliest_day_is_no_end(catalogue: Catalogue) -> None:
    offer = catalogue.offers["google/gemini-3.1-flash-lite"]
    status = status_of(offer, catalogue.profile_of(offer), TODAY)
    assert (status.state, status.ends, status.not_before) == ("ending", date(2027, 5, 7), True)


def test_no_offer_past_its_end_is_live(catalogue: Catalogue) -> None:
    for offer in catalogue.offers.values():
        profile = catalogue.profile_of(offer)
        end = service_ends(offer, profile)
        assert not (end and end <= TODAY and is_live(offer, profile, TODAY)), offer.id


@pytest.mark.parametrize(
    ("host", "ended", "of"), [("openai", 38, 113), ("anthropic", 11, 27), ("deepseek", 5, 8), ("google", 24, 70)]
)
def test_makers_sell_about_as_few_as_outsiders_counted(catalogue: Catalogue, host: str, ended: int, of: int) -> None:
    """Counted by hand on the list of genai-prices 0.2.3, with the four of Google that ended on 17 November 2026."""
    offers = [offer for offer in catalogue.offers.values() if offer.host == host]
    gone = sum(not is_live(offer, catalogue.profile_of(offer), TODAY) for offer in offers)
    assert abs(gone - ended) <= 6
    assert len(offers) >= of


@pytest.mark.parametrize(
    ("offer_id", "state"),
    [
        ("openrouter/x-ai/grok-4-fast", "ended"),  # xAI ended its reasoning and its non-reasoning row
        ("openrouter/x-ai/grok-3-beta", "ended"),
        ("openrouter/google/gemini-2.0-flash-001", "ended"),
        ("openrouter/openai/gpt-3.5-turbo:batch", "ended"),
        ("openrouter/google/gemini-2.5-pro:batch", "ending"),
        ("openrouter/google/gemini-2.5-flash-lite:batch", "unknown"),  # Google goes on with it
        ("quicksilverpro/grok-4.7", "unknown"),
    ],
)
def test_what_the_maker_ended_in_every_mode_has_ended_at_resellers(
    catalogue: Catalogue, offer_id: str, state: str
) -> None:
    offer = catalogue.offers[offer_id]
    assert status_of(offer, catalogue.profile_of(offer), TODAY).state == state


def test_a_model_that_goes_on_in_one_mode_has_not_ended() -> None:
    """Made up: one row of the maker removed, the other not."""
    removed, listed, resold = (made(f"x-ai/grok-77-{word}") for word in ("reasoning", "non-reasoning", "mini"))
    resold = replace(resold, id="shop/grok-77", host="shop", model_id="grok-77")
    gone = {one.id: replace(one, host="x-ai", deprecated=True, source="a list") for one in (removed, listed)}
    assert lives_of({**gone, resold.id: resold})["shop/grok-77"][0].state == "removed"
    gone[listed.id] = replace(gone[listed.id], deprecated=False, comment="Retired on 2099-01-01.")
    assert lives_of({**gone, resold.id: resold})["shop/grok-77"][0].on == date(2099, 1, 1)


BEDROCK = "aws/regional.anthropic.claude-3-opus-20240229-v1:0"


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 1, 4), "live"), (date(2026, 1, 5), "unknown"), (TODAY, "unknown")]
)
def test_a_bare_listing_elsewhere_does_not_outlive_the_maker(catalogue: Catalogue, day: date, state: str) -> None:
    offer = catalogue.offers[BEDROCK]
    assert status_of(offer, None, day).state == state


def test_who_ended_it_is_said_beside_the_doubt(catalogue: Catalogue) -> None:
    status = status_of(catalogue.offers[BEDROCK], None, TODAY)
    said = "Anthropic stopped serving it on 5 Jan 2026; not known whether "
    assert served_doubt(status, "AWS Bedrock") == f"{said}AWS Bedrock still does"
    assert served_doubt(status) == f"{said}this host still does"
    assert served_doubt(replace(status, maker_ended=None)).startswith("Anthropic stopped serving it; not known")
    assert served_doubt(Status("unknown"), "Shop") == "not known whether Shop still serves it"


@pytest.mark.parametrize(
    ("offer_id", "state"),
    [
        ("aws/regional.anthropic.claude-3-sonnet-20240229-v1:0", "unknown"),  # no source lists it
        ("aws/regional.anthropic.claude-3-7-sonnet-20250219-v1:0", "unknown"),
        ("github-copilot/gpt-3.5-turbo", "unknown"),
        ("azure/o1-mini", "unknown"),
        ("aws/regional.anthropic.claude-opus-4-1-20250805-v1:0", "ending"),  # Amazon's own day
        ("openrouter/anthropic/claude-opus-4", "live"),  # pi-ai, which drops what is gone, lists it
        ("aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0", "live"),  # Anthropic goes on
        ("groq/openai/gpt-oss-120b", "live"),  # open weights
    ],
)
def test_what_decides_where_the_maker_ended_a_closed_model(catalogue: Catalogue, offer_id: str, state: str) -> None:
    offer = catalogue.offers[offer_id]
    assert status_of(offer, catalogue.profile_of(offer), TODAY).state == state
