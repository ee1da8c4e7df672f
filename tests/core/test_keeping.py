"""What is kept for speed: bounded, the least used first out, and never another question's answer."""

from __future__ import annotations

from datetime import UTC, datetime

from planner.core.estimate.comparison import compare
from planner.core.estimate.kept_answers import kept_answers
from planner.core.keeping import Kept, KeptBy
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.results import Estimate
from planner.core.workload import People, Workload
from planner.schema.answers import estimate_to_data

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    kept: Kept[int] = Kept(2)
    made = []

    def square(number: int) -> int:
        made.append(number)
        return number**2

    for number in (1, 2, 1, 3, 1, 2):
        assert kept.get(number, lambda number=number: square(number)) == number**2
    assert made == [1, 2, 3, 2] and len(kept) == 2


def test_a_kept_estimate_answers_the_same_question_alone(catalogue: Catalogue) -> None:
    def asked(**changes: object) -> object:
        question = EstimateRequest(workload=Workload(steps=3), offers=("gpt-5.4",), thinking=("off",), **changes)
        return compare(question, catalogue, now=NOW).estimates[0]

    first, again = asked(), asked()
    kept = len(kept_answers(catalogue))
    assert first == again and first.cost is again.cost  # type: ignore[attr-defined]
    assert asked(seed=2) != first and asked(month="30") != first and asked(price_date=NOW) is not first
    assert len(kept_answers(catalogue)) >= min(kept + 3, 512)


def test_runs_made_more_often_are_worked_out_once_unless_a_cache_is_warmer_for_it(catalogue: Catalogue) -> None:
    def asked(shared: int, often: float, people: People | None = None) -> Estimate:
        load = Workload(steps=3, shared_prefix_tokens=shared, runs_per_day=often, people=people)
        return compare(EstimateRequest(load, ("gpt-5.4",), ("high",)), catalogue, now=NOW).estimates[0]

    asks = [(shared, often, who) for shared in (0, 4000) for often in (5, 40, 40.0) for who in (None, People(3))]
    catalogue.kept.clear()
    kept = [asked(*ask) for ask in asks]
    for ask, found in zip(asks, kept, strict=True):
        catalogue.kept.clear()
        assert repr(estimate_to_data(found)) == repr(estimate_to_data(asked(*ask)))
        assert found.mean_seconds == asked(*ask).mean_seconds
    same, warmer = kept[:6], kept[6:]
    assert len({id(one.latency) for one in same}) == 1
    assert warmer[0].latency is not warmer[2].latency and warmer[1].tokens.cache_read < warmer[2].tokens.cache_read


def test_answers_about_objects_are_kept_apart_by_identity_and_go_with_their_object() -> None:
    kept: KeptBy[int] = KeptBy(owners=2, most=2)
    one, same, third = [1], [1], [3]
    assert [kept.get(owner, "key", lambda n=n: n) for n, owner in enumerate((one, same, one))] == [0, 1, 0]
    assert kept.get(one, "other", lambda: 5) == 5
    kept.get(third, "key", lambda: 6)
    assert kept.get(same, "key", lambda: 7) == 7
    assert [kept.get([n], "key", lambda n=n: n) for n in range(8)] == list(range(8)), "no owner is let go while kept"
