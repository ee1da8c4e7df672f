"""What a search that nothing is called by may have meant, each a link to the list of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from planner.core.models.names.readings import Unread, read_name
from planner.core.models.names.respelling import respelled
from planner.core.models.names.suggestions import suggestions
from planner.core.ranking.filters import Filters, matching_offers
from planner.core.ranking.market import Market
from planner.core.ranking.rank import Ranking
from planner.web.offers.form import RankForm


@dataclass(frozen=True, slots=True)
class Meant:
    """A search that finds something, and the address of its list."""

    words: str
    address: str


def did_you_mean(form: RankForm, market: Market, ranking: Ranking, day: date) -> tuple[Meant, ...]:
    """The search in its right spelling, else the models that the name means or is nearest to; none where anything that
    gives answers is called so, or nothing near is listed."""

    def finds(text: str) -> bool:
        wanted = Filters(words=text, live_only=form.live)
        return bool((matching_offers(ranking, wanted) & ranking.answers).any())

    if not form.q or finds(form.q):
        return ()
    right = respelled(market.catalogue, form.q)
    words = [right] if finds(right) else dict.fromkeys(filter(finds, _nearest(market, form.q, day)))
    return tuple(Meant(one, replace(form, q=one, page=1).address()) for one in words)


def _nearest(market: Market, name: str, day: date) -> Iterator[str]:
    """The names of the models that a name means, else of those nearest to it."""
    reading = read_name(market.catalogue, name)
    if isinstance(reading, Unread):
        ids = suggestions(market.catalogue, name, reading, day)
    else:
        offers = reading.group.offers if reading.group else (reading.offer,)
        ids = tuple(offer.id for offer in offers if offer)
    names = {offer.id: one.model_name for offer, one in zip(market.book.offers, market.facts, strict=True)}
    yield from (names[one] for one in ids if one in names)
