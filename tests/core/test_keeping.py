"""What is kept for speed: bounded, the least used first out, and never another question's answer."""

from __future__ import annotations

from datetime import UTC, datetime

from planner.core.estimate.comparison import compare
from planner.core.estimate.one_offer import ESTIMATES
from planner.core.keeping import Kept, KeptBy
from planner.core.models.catalogue import Catalogue
from planner.core.request import EstimateRequest
from planner.core.workload import Workload

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
    kept = len(catalogue.kept[ESTIMATES])
    assert first == again and first.cost is again.cost  # type: ignore[attr-defined]
    assert asked(seed=2) != first and asked(month="30") != first and asked(price_date=NOW) is not first
    assert len(catalogue.kept[ESTIMATES]) >= min(kept + 3, 512)


def test_answers_about_objects_are_kept_apart_by_identity_and_go_with_their_object() -> None:
    kept: KeptBy[int] = KeptBy(owners=2, most=2)
    one, same, third = [1], [1], [3]
    assert [kept.get(owner, "key", lambda n=n: n) for n, owner in enumerate((one, same, one))] == [0, 1, 0]
    assert kept.get(one, "other", lambda: 5) == 5
    kept.get(third, "key", lambda: 6)
    assert kept.get(same, "key", lambda: 7) == 7
    assert [kept.get([n], "key", lambda n=n: n) for n in range(8)] == list(range(8)), "no owner is let go while kept"
