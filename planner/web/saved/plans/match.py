"""Which totals of compared plans are of one model: other hosts and efforts are differences, not other models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.compare import Side
from planner.core.scenario.snapshot import Key, Total
from planner.core.workload import NOT_THINKING
from planner.web.present.context_fit import UNABLE

THINKING = "on"


@dataclass(frozen=True, slots=True)
class Matched:
    """Plans whose totals are keyed by model and thinking or not, and for each plan the offer and mode behind each
    key."""

    sides: tuple[Side, ...]
    behind: tuple[dict[Key, Total], ...]

    def led_with(self, leading: Sequence[Collection[Key]]) -> tuple[Side, ...]:
        """The plans with only those totals that each led with (`leading`: their keys, a plan each) and whose runs can
        be done."""
        return tuple(
            _with(side, [total for total in side.saved.totals if _leads(behind, total, keys)])
            for side, behind, keys in zip(self.sides, self.behind, leading, strict=True)
        )


def match(sides: Sequence[Side], catalogue: Catalogue) -> Matched:
    """A model that one plan has at two hosts is keyed by its offers, and thinking at two efforts by the efforts."""
    apart = {model for side in sides for model in _repeated(side, catalogue)}
    efforts = any(many > 1 for side in sides for many in _efforts(side).values())
    found = [
        {key_of(total, catalogue, apart=apart, efforts=efforts): total for total in side.saved.totals} for side in sides
    ]
    renamed = [
        _with(side, [replace(total, offer_id=key[0], asked=key[1]) for key, total in behind.items()])
        for side, behind in zip(sides, found, strict=True)
    ]
    return Matched(tuple(renamed), tuple(found))


def model_of(offer_id: str, catalogue: Catalogue) -> str:
    """The key of the model at any host: its profile, else the name of its offer."""
    offer = catalogue.offers.get(offer_id)
    return (offer.profile_id or offer.name) if offer else offer_id.rpartition("/")[2]


def key_of(total: Total, catalogue: Catalogue, *, apart: set[str], efforts: bool) -> Key:
    """A model and on or off; an offer where its model is at two hosts, and the very effort where there are two."""
    model = model_of(total.offer_id, catalogue)
    mode = total.asked if efforts else "off" if total.asked in NOT_THINKING else THINKING
    return total.offer_id if model in apart else model, mode


def _leads(behind: Mapping[Key, Total], total: Total, leading: Collection[Key]) -> bool:
    return not set(UNABLE) & set(total.codes) and behind[total.key].key in leading


def _repeated(side: Side, catalogue: Catalogue) -> list[str]:
    """Models that a plan has at more than one host."""
    offers = {total.offer_id for total in side.saved.totals}
    counted = Counter(model_of(offer, catalogue) for offer in offers)
    return [model for model, many in counted.items() if many > 1]


def _efforts(side: Side) -> Counter[str]:
    """In how many modes of thinking each offer was estimated."""
    return Counter(total.offer_id for total in side.saved.totals if total.asked not in NOT_THINKING)


def _with(side: Side, totals: Sequence[Total]) -> Side:
    return replace(side, saved=replace(side.saved, totals=tuple(totals)))
