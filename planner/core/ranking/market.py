"""All offers with their price tables and columns, kept between one workload and the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.core.estimate.terms import Terms
from planner.core.keeping import Kept
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.offers.offer_facts import OfferFacts, facts_of
from planner.core.ranking.offer_columns import OfferColumns, offer_columns
from planner.core.ranking.own_figures import own_by_offer, with_own
from planner.core.ranking.own_runs import offers_with_own_runs, with_shared_steps
from planner.core.ranking.price_book import PriceBook, Stretch, open_book
from planner.core.ranking.rank import PAIR, Ranking, rank_all
from planner.core.workload import NO_OVERRIDES, Overrides

KEPT_COLUMN_SETS = 16
FREE_MARKET = "free market"


@dataclass(frozen=True, slots=True)
class Market:
    """The offers of one catalogue with what has been computed for them. The state it holds is a cache only."""

    catalogue: Catalogue
    book: PriceBook
    facts: tuple[OfferFacts, ...]
    _kept: dict[tuple[Stretch, str, bool, date], OfferColumns] = field(default_factory=dict, repr=False, compare=False)

    def columns(self, terms: Terms) -> OfferColumns:
        """The offers at the prices of a usual week from the request's day on, in its service tier."""
        tier, one_region = terms.workload.service_tier, terms.workload.one_region
        key = (self.book.stretch(terms.day), tier, one_region, terms.day)
        if key not in self._kept:
            table = self.book.table(terms.day, tier, one_region=one_region)
            columns = offer_columns(self.catalogue, self.book.offers, table, day=terms.day, facts=self.facts)
            while len(self._kept) >= KEPT_COLUMN_SETS:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = columns
        return self._kept[key]

    def rank(
        self, terms: Terms, slots: Sequence[str] = PAIR, *, overrides: Mapping[str, Overrides] | None = None
    ) -> Ranking:
        """All offers in every slot, after own runs; offers named in `overrides` (id or model name) at the user's own
        figures."""
        columns = self.columns(terms)
        ranking = rank_all(with_shared_steps(terms), columns, slots)
        known = {offer.id: NO_OVERRIDES for offer in offers_with_own_runs(terms, columns)}
        known |= own_by_offer(self.catalogue, overrides or {})
        return with_own(terms, ranking, known) if known else ranking


def open_market(catalogue: Catalogue) -> Market:
    """The market of a catalogue, in order of offer id; tables are compiled at first use. Free offers are left out:
    their hosts limit requests, so that they would be first in every list without being able to serve the load."""
    return _market(catalogue, (offer for offer in catalogue.offers.values() if not offer.is_free))


def free_market(catalogue: Catalogue) -> Market:
    """The free offers alone, which no list ranks; made once and kept with the catalogue."""
    kept: Kept[Market] = catalogue.kept.setdefault(FREE_MARKET, Kept(1))
    return kept.get(
        FREE_MARKET, lambda: _market(catalogue, (offer for offer in catalogue.offers.values() if offer.is_free))
    )


def _market(catalogue: Catalogue, offers: Iterable[Offer]) -> Market:
    book = open_book(offers)
    return Market(catalogue, book, facts_of(catalogue, book.offers))


def market_for(market: Market, catalogue: Catalogue) -> Market:
    """`market` where it is of this catalogue, a new one after a refresh of prices."""
    return market if market.catalogue is catalogue else open_market(catalogue)
