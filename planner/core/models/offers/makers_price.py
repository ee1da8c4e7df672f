"""A host's row compared with the maker's own: what it does not list, and whether it is far below the maker's price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.cost.pricing import card_for, tier_starts
from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.names.host_choice import list_usd, maker_rank
from planner.core.models.names.model_groups import is_variant, unlisted_charges
from planner.core.models.names.name_index import index_of
from planner.core.models.rates import RateCard

FAR_BELOW = Decimal("0.6")
"""A row at less than this share of the maker's list price carries a flag. A judgement: hosts that run closed models
under licence charge the maker's price, plus or minus a tenth; the makers' own service tiers start at half."""


@dataclass(frozen=True, slots=True)
class AgainstMaker:
    """One row compared with the maker's. `share`: its list price over the maker's, None where it is not far below;
    `tier_start`: tokens of a call above which the maker charges more and the row has no rate of its own;
    `fee_usd_per_thousand`: the maker's fee for requests that the row does not list."""

    maker: Offer
    share: Decimal | None = None
    tier_start: int | None = None
    fee_usd_per_thousand: Decimal | None = None

    def far_below(self, host: str) -> str:
        """That the list price of `host` is far below the maker's, without a full stop; empty where it is not."""
        if self.share is None:
            return ""
        return f"{host}'s list price is {self.share:.0%} of {self.maker.host_name}'s: check it on the host's own page"


def against_maker(catalogue: Catalogue, offer: Offer, day: date) -> AgainstMaker | None:
    """The comparison for a row that is not the maker's; None for the maker's own and without one."""
    group = index_of(catalogue).groups.of.get(offer.id)
    maker = group.maker if group else None
    if maker is None or maker.host == offer.host or maker_rank(catalogue, offer) is not None:
        return None
    own, theirs = card_for(offer, day), card_for(maker, day)
    if own is None or theirs is None:
        return None
    silent = unlisted_charges(catalogue, offer, maker)
    starts = tier_starts(theirs)
    fee = theirs.requests_kcount.base if silent == "fee" and theirs.requests_kcount else None
    return AgainstMaker(maker, _share(offer, own, theirs), starts[0] if silent == "tier" and starts else None, fee)


def _share(offer: Offer, own: RateCard, theirs: RateCard) -> Decimal | None:
    """The list price over the maker's where it is far below and the row is not a batch or free one."""
    makers, usd = list_usd(theirs), list_usd(own)
    if not makers or not usd.is_finite() or not makers.is_finite() or is_variant(offer):
        return None
    share = usd / makers
    return share if share < FAR_BELOW else None
