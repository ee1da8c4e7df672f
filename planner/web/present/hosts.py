"""Names of hosts: a host is named wherever it is not the model's maker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.core.models.catalogue import OWN_HOST, Catalogue
from planner.core.models.names.host_choice import served_by_maker
from planner.core.models.offers.own_offers import HOST_NAME
from planner.core.results import Estimate, Pair


def at_host(side: Estimate | None, name: str = "") -> str:
    """at Fireworks; empty at the maker's own API, for an offer of the user's own, which its name tells from others, and
    where the name says the host already."""
    if side is None or side.is_makers or side.offer.host == OWN_HOST or name.endswith(side.offer.host_name):
        return ""
    return f"at {side.offer.host_name}"


def host_of(pair: Pair) -> str:
    """The host for a table: at Fireworks, or the maker by its name."""
    side = next((s for s in (pair.on, pair.off) if isinstance(s, Estimate)), None)
    if side is None:
        return pair.offer.host_name if pair.offer else ""
    return at_host(side, pair.name) or side.offer.host_name


def host_of_offer(offer_id: str, catalogue: Catalogue) -> str:
    """The host's name; its id where it is not known any more."""
    offer = catalogue.offers.get(offer_id)
    if is_own(offer_id):
        return HOST_NAME
    return offer.host_name if offer else offer_id.partition("/")[0]


def hosts_of(offer_ids: Iterable[str], catalogue: Catalogue) -> str:
    """The host's name: Novita; or several in order where a run or the months have several."""
    return " then ".join(dict.fromkeys(host_of_offer(offer_id, catalogue) for offer_id in offer_ids))


def named_where_resold(name: str, offer_ids: Sequence[str], catalogue: Catalogue) -> str:
    """Kimi K2 Thinking at Novita: hosts are named where one of them is not the maker, and not where the name has it."""
    offers = [catalogue.offers.get(offer_id) for offer_id in offer_ids]
    resold = [o for o in offers if o and o.host != OWN_HOST and not served_by_maker(catalogue, o)]
    hosts = " then ".join(dict.fromkeys(offer.host_name for offer in resold))
    return f"{name} at {hosts}" if hosts and not name.endswith(hosts) else name


def is_own(offer_id: str) -> bool:
    """Whether it is an offer of the user's own, by its id: saved plans need it also when the offer is deleted."""
    return offer_id.startswith(f"{OWN_HOST}/")
