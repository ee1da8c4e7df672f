"""What is billed beside text: images, pages, seconds of audio, citations, generated images and speech.

Images, pages and sound that are billed as tokens are part of the prompt: the first call sends them, and later calls
send them again with the rest of the context. Their first sending is a line of its own, at its own rate where the list
has one, else at that of the text beside it. What is paid by the page or the hour, and what is written, is a line too,
once per run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from planner.core.cost.caching import CachePlan
from planner.core.cost.loop import Stretch
from planner.core.cost.pricing import MILLION
from planner.core.cost.quote import THOUSAND, make_line, token_lines
from planner.core.models.catalogue import Offer
from planner.core.models.rates import Rate, RateCard
from planner.core.prompts.images import UNKNOWN_SIZE, Sent, image_tokens, page_tokens
from planner.core.results import Line
from planner.core.workload import Number, Workload, exact

IMAGE_TOKENS, PAGE_TOKENS = 1100, 1500
"""Tokens of an image and of a PDF page where the vendor publishes no formula: judgements, near those that do."""
PAGE_TEXT_TOKENS = 650
AUDIO_TOKENS_PER_SECOND = {"google": 32, "openai": 10}
USUAL_AUDIO_TOKENS_PER_SECOND = 10
"""Google counts 32 tokens a second of audio, OpenAI 10; for others 10 is assumed, a judgement."""
MAKER_NAMES = {"anthropic": "Anthropic", "anthropic, large": "Anthropic", "google": "Google", "openai": "OpenAI"}
MAKERS = (("claude", "anthropic"), ("gemini", "google"), ("gpt", "openai"))
LARGE_CLAUDE = re.compile(r"claude-(?:opus|sonnet|haiku|fable)-(?:4[.-][789]|[5-9])(?!\d{3})|claude-[5-9]")
"""Claude from Opus 4.7 on, which reads larger pictures; the vocabulary of its texts changed with it."""
SECONDS_PER_HOUR = 3600
HOUR_PLACES = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Unit:
    """A rate beside those of text: its field on a rate card, what it is in words, what one rate is paid for, and the
    workload field that plans it, empty where none does."""

    rate: str
    name: str
    per: str
    field: str = ""


BILLED_UNITS = (
    Unit("image_in", "image input", "million tokens", "image_inputs_per_run"),
    Unit("audio_in", "audio input", "million tokens", "audio_seconds_per_run"),
    Unit("audio_in_hours", "audio input", "hour", "audio_seconds_per_run"),
    Unit("video_in", "video input", "million tokens"),
    Unit("document_kpages", "reading documents", "thousand pages", "pdf_pages_per_run"),
    Unit("image_out", "images written", "million tokens", "image_output_tokens_per_run"),
    Unit("audio_out", "speech written", "million tokens", "audio_output_tokens_per_run"),
    Unit("video_out", "video written", "million tokens"),
    Unit("citation", "citations", "million tokens", "citation_tokens_per_run"),
    Unit("characters", "text read aloud", "million characters"),
    Unit("audio_hours", "speech", "hour"),
)
UNIT_RATES = tuple(unit.rate for unit in BILLED_UNITS)
_PLANNED = attrgetter(*dict.fromkeys(unit.field for unit in BILLED_UNITS if unit.field))
"""How much of each unit a workload has."""


OWN_RATES = {"image_input": "image_in", "audio_input": "audio_in"}
"""The rate of each kind of such tokens where a list has one beside that of text."""


def sent_units(offer: Offer, card: RateCard, load: Workload) -> tuple[Sent, ...]:
    """What the first call of a run sends beside text and is billed as tokens."""
    if not any(planned_to_send(load)):
        return ()
    return tuple(
        Sent(kind, exact(planned) * size)
        for kind, planned, size in zip(SENT, planned_to_send(load), sent_sizes(offer, card), strict=True)
        if planned and size
    )


SENT = {
    "image_input": "image_inputs_per_run",
    "pdf_pages": "pdf_pages_per_run",
    "audio_input": "audio_seconds_per_run",
}
"""What the first call sends beside text and is billed as tokens, with the workload's field that plans it."""
planned_to_send: Callable[[Workload], tuple[Number, ...]] = attrgetter(*SENT.values())


def sent_sizes(offer: Offer, card: RateCard) -> tuple[int, int, int]:
    """Tokens of an image, of a PDF page and of a second of sound; 0 for what the list prices by its own unit."""
    per_second = AUDIO_TOKENS_PER_SECOND.get(maker_of(offer), USUAL_AUDIO_TOKENS_PER_SECOND)
    pages = 0 if card.document_kpages else page_size(offer)
    return image_size(offer), pages, 0 if card.audio_in_hours else per_second


def prompt_lines(
    sent: Sequence[Sent], stretches: Sequence[Stretch], card: RateCard, cache: CachePlan
) -> tuple[list[Line], Decimal]:
    """Lines of the tokens of a run whose first call sends `sent`, part of its `stretches`; and USD of it beyond what
    as many tokens of text cost there."""
    first = stretches[0]
    total = Decimal(0 if first.tier_start is None else first.tier_start + 1)
    fresh, written = first.fresh, first.write
    of_text, of_writes = card.input.at(total) if card.input else None, write_rate(card, cache, total)
    lines, beyond = [], Decimal(0)
    for kind, tokens in sent:
        own: Rate | None = getattr(card, OWN_RATES.get(kind, ""), None)
        as_fresh = min(tokens, fresh)
        as_write = min(tokens - as_fresh, written)
        fresh, written = fresh - as_fresh, written - as_write
        for part, rate in ((as_fresh, of_text), (as_write, of_writes)):
            usd_per_mtok = own.at(total) if own else rate
            if part and usd_per_mtok is not None:
                lines.append(make_line(kind, part, usd_per_mtok, first.tier_start, (1, 1)))
                beyond += part * (usd_per_mtok - (rate or 0)) / MILLION
    rest = (replace(first, fresh=fresh, write=written), *stretches[1:])
    found = token_lines(rest, card, cache.writes, cache.hour_share)
    at = int(bool(found) and found[0].kind == "input_fresh")
    return [*found[:at], *lines, *found[at:]], beyond


def write_rate(card: RateCard, cache: CachePlan, total: Decimal) -> Decimal | None:
    """The rate of what is kept for later calls, USD per million tokens; None where nothing is billed so."""
    rate: Rate | None = getattr(card, cache.writes) if cache.writes else None
    if rate is None or not cache.hour_share or card.cache_write_1h is None:
        return rate.at(total) if rate else None
    return rate.at(total) * (1 - cache.hour_share) + card.cache_write_1h.at(total) * cache.hour_share


def is_priced(offer: Offer, card: RateCard, load: Workload) -> bool:
    """Whether the list has a rate of the planned input: of text, or of what is sent beside it."""
    own = any(getattr(card, OWN_RATES.get(kind, ""), None) for kind, _ in sent_units(offer, card, load))
    return card.input is not None or own or bool(unit_lines(offer, card, load))


def unit_lines(offer: Offer, card: RateCard, load: Workload) -> list[Line]:
    """Lines of one run for everything that is no part of its prompt; nothing for units that are not planned or have no
    rate."""
    if not any(_PLANNED(load)):
        return []
    return [line for line in _lines(card, load) if line is not None and line.tokens]


def _lines(card: RateCard, load: Workload) -> Iterator[Line | None]:
    if card.document_kpages:
        yield make_line("pdf_pages", exact(load.pdf_pages_per_run), card.document_kpages.base * THOUSAND)
    if card.audio_in_hours:
        hours = (exact(load.audio_seconds_per_run) / SECONDS_PER_HOUR).quantize(HOUR_PLACES)
        yield make_line("audio_input", hours, card.audio_in_hours.base * MILLION)
    yield _tokens("image_output", exact(load.image_output_tokens_per_run), card.image_out or card.output)
    yield _tokens("audio_output", exact(load.audio_output_tokens_per_run), card.audio_out or card.output)
    yield _tokens("citation", exact(load.citation_tokens_per_run), card.citation)


def _tokens(kind: str, tokens: Decimal, rate: Rate | None) -> Line | None:
    return make_line(kind, tokens, rate.base) if rate else None


def maker_of(offer: Offer) -> str:
    """The vendor whose way of counting holds, by the model's name; empty where none is known."""
    name = offer.model_id.casefold()
    maker = next((maker for part, maker in MAKERS if part in name), "")
    return "anthropic, large" if maker == "anthropic" and LARGE_CLAUDE.search(name) else maker


def counts_by(offer: Offer, kind: str) -> str:
    """The vendor whose published way of counting gives the tokens of a kind of line; empty where they are assumed."""
    maker = maker_of(offer)
    return MAKER_NAMES.get(maker, "") if kind != "audio_input" or maker in AUDIO_TOKENS_PER_SECOND else ""


def image_size(offer: Offer) -> int:
    """Tokens of an image of 1,024 x 1,024 pixels."""
    return image_tokens(maker_of(offer), offer.model_id, *UNKNOWN_SIZE) or IMAGE_TOKENS


def page_size(offer: Offer) -> int:
    """Tokens of a PDF page: its picture and its text."""
    picture = page_tokens(maker_of(offer), offer.model_id)
    return PAGE_TOKENS if picture is None else picture + PAGE_TEXT_TOKENS


def not_planned(card: RateCard, load: Workload) -> Iterator[tuple[Unit, Decimal]]:
    """Units that have a price in the list and do not occur in the plan, with their rates."""
    for unit in BILLED_UNITS:
        rate: Rate | None = getattr(card, unit.rate)
        if rate is not None and not (unit.field and getattr(load, unit.field)):
            yield unit, rate.base
