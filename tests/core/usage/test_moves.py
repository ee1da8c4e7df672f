"""The best moves of a log: batch is exact arithmetic, the others follow the estimate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.rates import DatedCard, Rate, VariantCard
from planner.core.usage.calls import Key, Log
from planner.core.usage.elsewhere import as_it_ran, at_same_tokens, elsewhere
from planner.core.usage.moves import Move, best_moves
from planner.core.usage.report import report_of
from planner.web.usage.other_models import _sides
from tests.core.build import EXPLICIT, NOW, card, catalogue, estimator, fact, offer, profile
from tests.core.usage.logs import DAY_START, calls

BATCH = VariantCard((("processing", "batch"),), card(input="0.5", output="5"))
RAN = offer("host/m", profile_id="m", variants=(BATCH,))
CHEAP = offer("host/n", profile_id="n", cards=(DatedCard(card(input="0.2", output="2")),))
OFFERS = [RAN.id, CHEAP.id]


def world(ran: Offer = RAN) -> Catalogue:
    profiles = (profile("m", offers=(ran.id,)), profile("n", offers=(CHEAP.id,)))
    return catalogue(ran, CHEAP, profiles=profiles, fits=estimator(m={"high": 2000}, n={"high": 1000}))


def moves(rows: list[dict[str, Any]], known: Catalogue | None = None, most: int = 10) -> list[Move]:
    known = known or world()
    log = Log("test", calls(rows), read=len(rows))
    report = report_of(log, known, now=NOW, task_class="everyday_qa")
    return best_moves(report, known, list(known.offers), now=NOW, most=most)


CALL = {"key": Key("host/m", effort="high"), "input": 1000.0, "cache_read": 0.0, "output": 3000.0, "reasoning": 2000.0}
"""1,000 x 1 and 3,000 x 10 dollars a million: $0.031; as batch half."""


def rows(count: int = 20, **changes: Any) -> list[dict[str, Any]]:
    return [{**CALL, "start": DAY_START + 60 * turn, **changes} for turn in range(count)]


def test_the_moves_of_single_calls() -> None:
    found = {move.kind: move for move in moves(rows())}
    batch, off, effort, model = (found[kind] for kind in ("batch", "thinking", "effort", "model"))
    assert (batch.usd_now, batch.saving_usd, batch.saving_band) == (pytest.approx(0.62), pytest.approx(0.31), None)
    assert "within a day" in batch.caveat
    assert (off.offer, off.thinking, off.runs) == ("host/m", "off", 20)
    assert 0 < off.usd_then < off.usd_now and off.saving_band is not None
    assert (model.offer, model.thinking) == ("host/n", "high") and model.usd_then < 0.62 / 4
    assert effort.thinking in ("low", "medium") and effort.saving_usd < off.saving_usd


def test_the_greatest_saving_first_and_no_more_than_asked_for() -> None:
    found = moves(rows())
    savings = [move.saving_usd for move in found]
    assert savings == sorted(savings, reverse=True) and len(moves(rows(), most=2)) == 2


def test_agents_and_batch_are_not_told_of_batch() -> None:
    assert "batch" not in {move.kind for move in moves(rows(run=7))}
    assert "batch" not in {move.kind for move in moves(rows(key=Key("host/m", tier="batch")))}


def test_a_cache_is_told_of_where_the_log_says_what_was_read() -> None:
    explicit = card(input="1", output="10", cache_read="0.1", cache_write="1.25")
    known = world(offer("host/m", profile_id="m", cards=(DatedCard(explicit),), cache=EXPLICIT))
    agent = [{**row, "run": 1 + turn // 10, "input": 9000.0 + 4000.0 * (turn % 10)} for turn, row in enumerate(rows())]
    kinds = {move.kind: move for move in moves(agent, known)}
    assert "for" in kinds["cache"].text and kinds["cache"].saving_usd > 0
    assert "cache" not in {move.kind for move in moves([{**row, "cache_read": float("nan")} for row in agent], known)}
    # What the host does by itself is no change where the log did read from the cache.
    itself = world(offer("host/m", profile_id="m", cards=(DatedCard(card(input="1", output="10", cache_read="0.1")),)))
    for read, is_told in ((0.0, True), (0.1, False)):
        found = moves([{**row, "cache_read": read * row["input"]} for row in agent], itself)
        assert ("cache" in {move.kind for move in found}) == is_told


def test_another_model_reads_as_much_from_its_cache_as_the_sums_did() -> None:
    """The table of moves and the list of other models say one figure for one change."""
    known = world(offer("host/m", profile_id="m", cards=(DatedCard(card(input="1", output="10", cache_read="0.1")),)))
    cheap = replace(CHEAP, cards=(DatedCard(card(input="0.2", output="2", cache_read="0.02")),))
    known = replace(known, offers={**known.offers, CHEAP.id: cheap})
    sums = [
        {
            "key": Key("host/m", effort="off"),
            "n": 50.0,
            "input": 50_000.0,
            "cache_read": 40_000.0,
            "output": 20_000.0,
            "reasoning": 0.0,
        }
    ]
    log = Log("test", calls(sums), read=1)
    report = report_of(log, known, now=NOW, task_class="everyday_qa")
    (move,) = (one for one in best_moves(report, known, list(known.offers), now=NOW) if one.kind == "model")
    cached = as_it_ran(report)
    told = {
        (one.estimate.offer.id, one.estimate.thinking): one.usd for one in elsewhere(cached, known, [CHEAP.id], now=NOW)
    }
    assert move.usd_then == pytest.approx(told[move.offer, move.thinking])
    uncached = {one.estimate.thinking: one.usd for one in elsewhere(report, known, [CHEAP.id], now=NOW)}
    # 40,000 tokens at 0.02 and not at 0.20 $/M.
    assert uncached[move.thinking] - move.usd_then == pytest.approx(0.0072)
    # How much another model writes is an estimate, with its range.
    assert move.saving_band and move.saving_band.p10 < move.saving_usd < move.saving_band.p90


def test_every_model_is_told_at_the_effort_of_the_log() -> None:
    """Moves, the list of other models and the plan say one figure for one change: at low effort, and without thinking
    in proportion to what the same effort is estimated at."""
    known = world()
    asked = rows(key=Key("host/m", effort="low"), output=1500.0, reasoning=500.0)
    report = report_of(Log("test", calls(asked), read=20), known, now=NOW, task_class="everyday_qa")
    told = {(one.estimate.offer.id, one.estimate.thinking): one for one in elsewhere(report, known, OFFERS, now=NOW)}
    assert sorted(told) == [("host/m", "low"), ("host/m", "off"), ("host/n", "low"), ("host/n", "off")]
    assert [told["host/m", mode].is_off for mode in ("off", "low")] == [True, False]
    found = {move.kind: move for move in best_moves(report, known, OFFERS, now=NOW, most=10)}
    assert found["model"].thinking == "low"
    assert found["model"].usd_then == pytest.approx(told["host/n", "low"].usd)
    off, _ = _sides([told["host/m", mode] for mode in ("off", "low")], "on", float(report.total.usd))
    assert off and off.usd == pytest.approx(found["thinking"].usd_then)


def test_a_models_least_effort_stands_for_off_as_in_a_plan() -> None:
    modes = fact(("minimal", "low", "high"))
    known = catalogue(
        RAN, CHEAP, profiles=(profile("m", offers=(RAN.id,)), profile("n", offers=(CHEAP.id,), modes=modes))
    )
    report = report_of(Log("test", calls(rows()), read=20), known, now=NOW, task_class="everyday_qa")
    found = [one for one in elsewhere(report, known, [CHEAP.id], now=NOW) if one.is_off]
    assert [one.estimate.thinking for one in found] == ["minimal"]


@pytest.mark.parametrize("number", [1.0, float("nan")])
def test_the_same_tokens_cost_what_each_call_of_them_would(number: float) -> None:
    """Calls on both sides of a long-context tier of the other model: added up, they cost as one by one; a sum of an
    unknown number of calls is priced as short."""
    long = Rate(Decimal(1), ((200_000, Decimal(2)),))
    dear = offer("host/l", profile_id="n", cards=(DatedCard(replace(card(input="1", output="10"), input=long)),))
    base = world()
    known = replace(base, offers={**base.offers, dear.id: dear})
    sent = [100_000.0, 200_000.0, 200_001.0, 400_000.0]
    rows = [{"key": Key("host/m", effort="off"), "n": number, "input": one, "output": 10.0} for one in sent]
    report = report_of(Log("test", calls(rows), read=4), known, now=NOW, task_class="everyday_qa")
    (one,) = (one for one in at_same_tokens(report, known, [dear.id], now=NOW) if one.estimate.thinking == "off")
    short = sum(sent) if np.isnan(number) else 300_000 + 2 * 600_001
    assert one.usd == pytest.approx((short + 40 * 10) / 1e6) and one.band is None


@pytest.mark.parametrize(("told", "modes"), [(50.0, ["off", "high"]), (float("nan"), ["high"])])
def test_the_same_tokens_without_thinking_are_those_of_a_log_that_tells_all_of_it(
    told: float, modes: list[str]
) -> None:
    known = world()
    found = [{**CALL, "key": Key("host/m"), "output": 100.0, "reasoning": reasoning} for reasoning in (50.0, told)]
    report = report_of(Log("test", calls(found), read=2), known, now=NOW, task_class="everyday_qa")
    priced = at_same_tokens(report, known, [CHEAP.id], now=NOW)
    assert [one.estimate.thinking for one in priced] == modes


def test_sums_of_an_unknown_number_of_calls_are_told_of_batch_alone() -> None:
    found = moves([{**CALL, "n": float("nan"), "input": 1e6}])
    assert [(move.kind, move.runs) for move in found] == [("batch", None)]


def test_models_that_are_not_known_have_no_moves() -> None:
    assert moves(rows(key=Key("nobody's model"))) == []


def test_a_part_of_a_log_costs_no_more_on_a_model_than_the_whole() -> None:
    """Short answers of the cheap model say nothing of how long it answers what the dear one was asked."""
    known = world()
    dear = {"key": Key("host/m", effort="off"), "n": 1200.0, "input": 2.4e6, "output": 1200 * 640.0, "reasoning": 0.0}
    short = {"key": Key("host/n", effort="off"), "n": 400.0, "input": 6e5, "output": 400 * 200.0, "reasoning": 0.0}
    report = report_of(Log("test", calls([dear, short]), read=2), known, now=NOW, task_class="everyday_qa")
    (move,) = (
        one for one in best_moves(report, known, OFFERS, now=NOW) if one.kind == "model" and one.model == "host/m"
    )
    found = {(one.estimate.offer.id, one.estimate.thinking): one for one in elsewhere(report, known, OFFERS, now=NOW)}
    whole = found[move.offer, move.thinking]
    own = float(report.groups[1].bill.usd)
    assert whole.usd == pytest.approx(move.usd_then + own, rel=0.02) and whole.usd > move.usd_then
    assert whole.visible > 1200 * 640 + 400 * 200
    assert whole.band and move.saving_band and whole.band.p90 > move.usd_now - move.saving_band.p10
