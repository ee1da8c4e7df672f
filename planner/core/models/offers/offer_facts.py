"""What offers are filtered and grouped by, computed once: host, lab, weights, window, inputs, model."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.evidence import measured_model
from planner.core.models.families import Family, family_of
from planner.core.models.names.host_choice import maker_rank
from planner.core.models.names.model_groups import Groups, name_of, twin
from planner.core.models.names.name_index import index_of
from planner.core.models.offers.limits import window_of


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """One offer. `lab`, `open_weights`, `context_tokens` and `inputs` are None where not known; `model` is the key that
    offers of one model share, `token_group` the key of those whose tokens rest on the same evidence; `text` is what a
    search reads of the model, `id_text` its id and `host_names` the id and the name of its host, all in lower case.
    `thinks`: whether it can think; None where that is not known. `listed`: a bare name may
    mean it; seats, batch, regional and silent rows are not. `maker_rank`: the place of the host among makers where it
    makes this model, else None."""

    host: str
    lab: str | None
    open_weights: bool | None
    context_tokens: int | None
    inputs: frozenset[str] | None
    model: Hashable
    token_group: Hashable
    model_name: str
    text: str
    id_text: str
    host_names: tuple[str, str]
    thinks: bool | None = None
    listed: bool = True
    maker_rank: int | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """An offer with its profile, and the family and the measured model its id tells."""

    offer: Offer
    profile: Profile | None
    family: Family | None
    measured: str | None = None

    @property
    def line(self) -> str | None:
        """The key of the family and tier, used where the model has no figures of its own."""
        return self.family.line(self.offer.model_id) if self.family else None


def facts_of(catalogue: Catalogue, offers: Sequence[Offer]) -> tuple[OfferFacts, ...]:
    """The facts of every offer, in their order."""
    known = [_known(catalogue, offer) for offer in offers]
    labs = known_labs(known)
    groups = index_of(catalogue).groups
    return tuple(_facts(one, labs, catalogue, groups) for one in known)


def _known(catalogue: Catalogue, offer: Offer) -> _Known:
    fits, model = catalogue.estimator, offer.model_id
    return _Known(offer, catalogue.profile_of(offer), family_of(fits.families, model), measured_model(fits, model))


def known_labs(known: Sequence[_Known]) -> dict[str, str]:
    """The name profiles give the lab behind a vendor in a model id or behind a family, learnt where both are known."""
    profiled = [(one, one.profile.lab) for one in known if one.profile]
    labs = {one.family.lab: lab for one, lab in profiled if one.family}
    return labs | {vendor: lab for one, lab in profiled if (vendor := vendor_of(one.offer))}


def vendor_of(offer: Offer) -> str | None:
    """Who made the model, as its id says it ("moonshotai/kimi-k2", "anthropic.claude-3"); None where it does not."""
    vendor, slash, rest = offer.model_id.lower().lstrip("~").partition("/")
    if vendor == "@cf":
        vendor, slash, _ = rest.partition("/")
    if not slash:
        parts = offer.model_id.lower().removeprefix("regional.").removeprefix("global.").split(".")
        vendor = parts[0] if len(parts) > 1 and parts[0].isalpha() else ""
    return vendor or None


def _facts(one: _Known, labs: Mapping[str, str], catalogue: Catalogue, groups: Groups) -> OfferFacts:
    offer, profile = one.offer, one.profile
    lab = profile.lab if profile else _lab(one, labs, catalogue.labs)
    own = groups.of.get(offer.id)  # none for an offer of the user's own, which is a model of its own
    group = (twin(groups, own) or own) if own else None
    name = offer.name if group is None else profile.name if profile else name_of(offer)
    if group and name == name.casefold():
        name = group.name
    names = (name, offer.name, offer.model_id, lab or "", *(profile.aliases if profile else ()))
    return OfferFacts(
        host=offer.host,
        lab=lab,
        open_weights=profile.open_weights.value if profile else offer.open_weights,
        context_tokens=window_of(offer, profile),
        inputs=frozenset(profile.inputs.value) if profile else offer.inputs,
        model=group.key if group else ("own", offer.id),
        # A host's own output limit cuts what is estimated.
        token_group=(profile.id, offer.host)
        if profile
        else (one.family, one.line, one.measured, offer.thinks, _modes(offer)),
        model_name=name,
        text=" ".join(names).casefold(),
        id_text=offer.id.casefold(),
        host_names=(offer.host.casefold(), offer.host_name.casefold()),
        listed=offer.id not in groups.unlisted and group is own,
        maker_rank=maker_rank(catalogue, offer),
        thinks=profile.modes.value != ("off",) if profile else offer.thinks,
    )


def _modes(offer: Offer) -> Hashable:
    """Modes, default and output limit as catalogues have them: these differ between offers of one model."""
    limits = offer.limits
    return tuple(limits.modes.items()), limits.default_thinking.value, limits.max_output.confirmed


def _lab(one: _Known, labs: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """The lab of a model without a profile, by its family, else by the vendor in its id; under one of its spellings."""
    vendor = one.family.lab if one.family else vendor_of(one.offer)
    if not vendor:
        return None
    lab = labs.get(vendor, vendor)
    return names.get(lab.casefold(), lab)
