"""What does not change while one workload after another is ranked over every offer: prices, and which offers are alike.

Most offers differ in price alone. Those that rest on the same evidence share a token group, at the same measured speed
a pace, and with the same cache rules a kind; each is worked out once and spread over the offers by index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf

import numpy as np

from planner.core.cost.long_context import makers_starts
from planner.core.cost.units import planned_to_send, sent_sizes
from planner.core.keeping import Kept
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.lifecycle.status import status_of
from planner.core.models.modes import closest_mode, default_mode, does_not_think, least_mode, reference_mode, settle
from planner.core.models.offers.offer_facts import OfferFacts
from planner.core.models.rates import RateCard
from planner.core.ranking.price_table import NOT_OFFERED, Codes, Flags, Floats, Index, PriceTable
from planner.core.ranking.vector_latency import DrawnOutput, Paces
from planner.core.ranking.vector_shapes import Plans, numbered
from planner.core.results import Refusal
from planner.core.workload import Workload

CLOSEST = "closest:"
"""Before an effort: the offered effort nearest to it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The first offer of each group: `token_group` numbers offers whose tokens rest on the same evidence, `pace` those
    of one speed, `shelf` what is cached and priced by the same rules. Kinds differ in pace, shelf or context window."""

    offer: Offer
    profile: Profile | None
    card: RateCard
    token_group: int
    pace: int
    shelf: int


@dataclass(frozen=True, slots=True)
class ModeTokens:
    """The output of v token groups in one mode each, (v): expected tokens of a call and those of a typical one, whether
    every one of them is a whole number; `basis`: what thinking rests on; `own_runs`: own runs of this model and mode
    behind it; `cut_off`: the share of answers cut off. `call_outputs` are the distinct ways in which calls vary, (s,
    6), and `call_output_of` (v) whose is which."""

    reasoning: Floats
    visible: Floats
    typical_reasoning: Floats
    typical_visible: Floats
    basis: Codes
    own_runs: Index
    cut_off: Floats
    call_outputs: Floats
    call_output_of: Index
    whole: bool


@dataclass(frozen=True, slots=True)
class LoopPlans:
    """Cache plans of k kinds as if no entry expired between two steps, and what the chance that one does rests on: how
    reliable the cache is and how long it keeps an entry, (k) each."""

    plans: Plans
    reliability: Floats
    ttl_seconds: Floats


KEPT_COLUMNS = 64
KEPT_DRAWS = 2
"""Drawn outputs of all token groups that are kept for each set of columns: 2 to 3 MB each on the list of 28 Nov 2026,
one for each mode of the workload asked for last."""


Grouped = tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]
"""Places of offers by model, and the numbers of some of the models."""


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """By slot the modes answered and the codes of refusals; by modes and what is stated the tokens and their
    draws; by modes and kind of work the paces; by who keeps reasoning those flags; cache plans and refusals by all of
    the workload that they depend on; which host a bare name means; tokens of an image, of a page and of a second of
    sound, (n, 3); and by the offers in question those of one model together."""

    settled: Kept[tuple[tuple[str, ...], Codes, Codes]] = field(default_factory=lambda: Kept(KEPT_COLUMNS))
    mode_tokens: Kept[ModeTokens] = field(default_factory=lambda: Kept(KEPT_COLUMNS))
    outputs: Kept[tuple[DrawnOutput, Index]] = field(default_factory=lambda: Kept(KEPT_DRAWS))
    host_ranks: Kept[Floats] = field(default_factory=lambda: Kept(1))
    paces: Kept[Paces] = field(default_factory=lambda: Kept(KEPT_COLUMNS))
    keeps: Kept[Flags] = field(default_factory=lambda: Kept(KEPT_COLUMNS))
    plans: Kept[LoopPlans] = field(default_factory=lambda: Kept(KEPT_COLUMNS))
    refused: Kept[Codes] = field(default_factory=lambda: Kept(KEPT_COLUMNS))
    sizes: Kept[Floats] = field(default_factory=lambda: Kept(1))
    groups: Kept[Grouped] = field(default_factory=lambda: Kept(KEPT_COLUMNS))


@dataclass(frozen=True, slots=True)
class OfferColumns:
    """n offers in the order of the table. `token_group_of`, `pace_of` and `kind_of` (n): index into `token_groups`,
    `paces` and `kinds`; `token_group_of_kind` and `pace_of_kind` (k): the same of every kind; `model_of` (n): number of
    the model; `bill_of` (n): number of the bill, which offers of a kind with the same thresholds share token for token,
    and `bill_rows` the first offer of each; `live` (n): served on the day; `served_unknown` (n): no source says whether
    it is; `thinks_unknown` (n): whether the model can think is not known; `windows` (n) and `kind_windows` (k): tokens
    of the context window, infinite where not known; `makers_starts` (n): tokens of a call above which the maker charges
    more and the offer says nothing, else infinite; `purposes` (n): what it is made for that gives no answers, and
    `input_only` (n): whether it has no price of output; `sent` (n) and `kind_sent` (k): tokens of a workload's prompt
    that are not text, None where it has none.

    `kept` remembers between workloads what does not depend on them: modes, speeds, what token groups say; for speed
    alone.
    """

    offers: tuple[Offer, ...]
    profiles: tuple[Profile | None, ...]
    facts: tuple[OfferFacts, ...]
    table: PriceTable
    kinds: tuple[Sample, ...]
    token_groups: tuple[Sample, ...]
    paces: tuple[Sample, ...]
    kind_of: Index
    token_group_of: Index
    pace_of: Index
    token_group_of_kind: Index
    pace_of_kind: Index
    model_of: Index
    bill_of: Index
    bill_rows: Index
    live: Flags
    served_unknown: Flags
    thinks_unknown: Flags
    windows: Floats
    kind_windows: Floats
    makers_starts: Floats
    purposes: Codes
    input_only: Flags
    batch_only: Flags
    day: date
    sent: Floats | None = None
    kind_sent: Floats | None = None
    kept: KeptColumns = field(default_factory=KeptColumns, repr=False, compare=False)


def offer_columns(
    catalogue: Catalogue, offers: tuple[Offer, ...], table: PriceTable, *, day: date, facts: tuple[OfferFacts, ...]
) -> OfferColumns:
    """The columns of `offers` at the prices of `table`, with their `facts`, all in the same order."""
    profiles = tuple(catalogue.profile_of(offer) for offer in offers)
    token_groups, paces, kinds, kind_of = _samples(offers, profiles, table, facts)
    token_group_of_kind = np.array([kind.token_group for kind in kinds], dtype=np.intp)
    pace_of_kind = np.array([kind.pace for kind in kinds], dtype=np.intp)
    bills = np.column_stack([kind_of, table.starts])
    _, bill_rows, bill_of = np.unique(bills, axis=0, return_index=True, return_inverse=True)
    states = [status_of(offer, profile, day).state for offer, profile in zip(offers, profiles, strict=True)]
    windows = np.array([float(one.context_tokens or inf) for one in facts])
    return OfferColumns(
        offers=offers,
        profiles=profiles,
        facts=facts,
        table=table,
        kinds=kinds,
        token_groups=token_groups,
        paces=paces,
        kind_of=kind_of,
        token_group_of=token_group_of_kind[kind_of],
        pace_of=pace_of_kind[kind_of],
        token_group_of_kind=token_group_of_kind,
        pace_of_kind=pace_of_kind,
        model_of=numbered(one.model for one in facts)[1],
        bill_of=bill_of,
        bill_rows=bill_rows,
        live=np.array([state != "ended" for state in states], dtype=np.bool_),
        served_unknown=np.array([state == "unknown" for state in states], dtype=np.bool_),
        thinks_unknown=np.array([one.thinks is None for one in facts], dtype=np.bool_),
        windows=windows,
        kind_windows=windows[np.unique(kind_of, return_index=True)[1]],
        makers_starts=makers_starts(offers, facts, table.cards),
        purposes=np.array([offer.purpose for offer in offers], dtype=np.str_),
        input_only=np.array([offer.input_only for offer in offers], dtype=np.bool_),
        batch_only=np.array([offer.model_id.endswith(":batch") for offer in offers], dtype=np.bool_),
        day=day,
    )


def with_sent(load: Workload, columns: OfferColumns) -> OfferColumns:
    """The columns for a workload whose prompt has images, pages or sound: models turn them into different numbers of
    tokens, so kinds and bills differ in these too."""
    planned = [float(units) for units in planned_to_send(load)]
    if not any(planned):
        return columns
    sent = columns.kept.sizes.get("", lambda: _sizes(columns)) @ np.array(planned)
    first, kind_of = numbered(zip(columns.kind_of.tolist(), sent.tolist(), strict=True))
    before = columns.kind_of[first]
    _, rows, bill_of = np.unique(
        np.column_stack([kind_of, columns.table.starts]), axis=0, return_index=True, return_inverse=True
    )
    return replace(
        columns,
        kinds=tuple(columns.kinds[kind] for kind in before),
        kind_of=kind_of,
        token_group_of_kind=columns.token_group_of_kind[before],
        pace_of_kind=columns.pace_of_kind[before],
        kind_windows=columns.kind_windows[before],
        bill_of=bill_of,
        bill_rows=rows,
        sent=sent,
        kind_sent=sent[first],
    )


def _sizes(columns: OfferColumns) -> Floats:
    cards = zip(columns.offers, columns.table.cards, strict=True)
    return np.array([sent_sizes(offer, card or NOT_OFFERED) for offer, card in cards], dtype=np.float64)


Samples = tuple[Sample, ...]


def _samples(
    offers: Sequence[Offer], profiles: Sequence[Profile | None], table: PriceTable, facts: Sequence[OfferFacts]
) -> tuple[Samples, Samples, Samples, Index]:
    """Token groups, paces and kinds by their first offers, and the kind of every offer."""
    cards = [card or NOT_OFFERED for card in table.cards]
    both = list(zip(facts, offers, strict=True))
    token_groups, token_group_of = numbered((one.token_group, o.keeps_across_turns, o.input_only) for one, o in both)
    paces, pace_of = numbered(
        (one.token_group, o.keeps_across_turns, o.input_only, o.host, o.speeds, o.line_speeds, o.family_speeds)
        for one, o in both
    )
    _, shelf_of = numbered((o.cache, *_card_key(card)) for o, card in zip(offers, cards, strict=True))
    windows = [one.context_tokens for one in facts]
    kinds, kind_of = numbered(zip(pace_of.tolist(), shelf_of.tolist(), windows, strict=True))

    def sample(i: int) -> Sample:
        return Sample(offers[i], profiles[i], cards[i], int(token_group_of[i]), int(pace_of[i]), int(shelf_of[i]))

    return tuple(map(sample, token_groups)), tuple(map(sample, paces)), tuple(map(sample, kinds)), kind_of


def _card_key(card: RateCard) -> tuple[bool, ...]:
    """What a cache plan depends on in a card: which rates are published, and whether a write costs more than fresh
    input."""
    write, fresh = card.cache_write, card.input
    dearer = write is not None and fresh is not None and write.base > fresh.base
    return card.cache_read is None, write is None, card.cache_write_1h is None, fresh is None, dearer


def settled_modes(columns: OfferColumns, slot: str) -> tuple[tuple[str, ...], Codes, Codes]:
    """For every token group the mode to answer, (v); for every offer that mode and the code of a refusal, (n) each."""
    settled = [_settled(token_group, slot) for token_group in columns.token_groups]
    modes, codes = zip(*settled, strict=True)
    return modes, np.array(modes)[columns.token_group_of], np.array(codes)[columns.token_group_of]


def _settled(token_group: Sample, slot: str) -> tuple[str, str]:
    """The mode to estimate and the code of a refusal, empty when there is none."""
    asked = _asked(token_group, slot)
    mode = does_not_think(token_group.offer, asked) or settle(token_group.offer, token_group.profile, asked, None)
    return (asked, mode.code) if isinstance(mode, Refusal) else (mode.mode, "")


def _asked(token_group: Sample, slot: str) -> str:
    """The mode that a slot means for a token group."""
    if slot.startswith(CLOSEST):
        return closest_mode(token_group.offer, token_group.profile, slot.removeprefix(CLOSEST))
    if slot == "default":
        return default_mode(token_group.offer, token_group.profile)
    named = {"reference": reference_mode, "least": least_mode}
    return named[slot](token_group.offer, token_group.profile) if slot in named else slot
