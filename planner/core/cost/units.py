"""What is billed beside text: images, pages, seconds of audio, citations, generated images and speech.

Each is a line of its own, once per run, at its own rate where the list has one. Input without a rate of its own is
counted in tokens at the text rate, as vendors do. That later steps of an agent send it again is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from planner.core.cost.pricing import MILLION
from planner.core.cost.quote import THOUSAND, make_line
from planner.core.models.catalogue import Offer
from planner.core.models.rates import Rate, RateCard
from planner.core.prompts.images import UNKNOWN_SIZE, image_tokens, page_tokens
from planner.core.results import Line
from planner.core.workload import Workload, exact

IMAGE_TOKENS, PAGE_TOKENS = 1100, 1500
"""Tokens of an image and of a PDF page where the vendor publishes no formula: judgements, near those that do."""
PAGE_TEXT_TOKENS = 650
AUDIO_TOKENS_PER_SECOND = {"google": 32}
USUAL_AUDIO_TOKENS_PER_SECOND = 10
"""Google counts 32 tokens a second of audio, OpenAI 10; for others 10 is assumed, a judgement."""
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


def unit_lines(offer: Offer, card: RateCard, load: Workload) -> list[Line]:
    """Lines of one run for everything that is not text; nothing for units that are not planned or have no rate."""
    if not any(_PLANNED(load)):
        return []
    return [line for line in _lines(offer, card, load) if line is not None and line.tokens]


def _lines(offer: Offer, card: RateCard, load: Workload) -> Iterator[Line | None]:
    images = exact(load.image_inputs_per_run) * image_size(offer)
    yield _tokens("image_input", images, card.image_in or card.input)
    yield _pages(offer, card, exact(load.pdf_pages_per_run))
    yield _audio(offer, card, exact(load.audio_seconds_per_run))
    yield _tokens("image_output", exact(load.image_output_tokens_per_run), card.image_out or card.output)
    yield _tokens("audio_output", exact(load.audio_output_tokens_per_run), card.audio_out or card.output)
    yield _tokens("citation", exact(load.citation_tokens_per_run), card.citation)


def _tokens(kind: str, tokens: Decimal, rate: Rate | None) -> Line | None:
    return make_line(kind, tokens, rate.base) if rate else None


def _pages(offer: Offer, card: RateCard, pages: Decimal) -> Line | None:
    if card.document_kpages:
        return make_line("pdf_pages", pages, card.document_kpages.base * THOUSAND)
    return _tokens("pdf_pages", pages * page_size(offer), card.input)


def _audio(offer: Offer, card: RateCard, seconds: Decimal) -> Line | None:
    if card.audio_in_hours:
        return make_line(
            "audio_input", (seconds / SECONDS_PER_HOUR).quantize(HOUR_PLACES), card.audio_in_hours.base * MILLION
        )
    per_second = AUDIO_TOKENS_PER_SECOND.get(maker_of(offer), USUAL_AUDIO_TOKENS_PER_SECOND)
    return _tokens("audio_input", seconds * per_second, card.audio_in or card.input)


def maker_of(offer: Offer) -> str:
    """The vendor whose way of counting holds, by the model's name; empty where none is known."""
    name = offer.model_id.casefold()
    maker = next((maker for part, maker in MAKERS if part in name), "")
    return "anthropic, large" if maker == "anthropic" and LARGE_CLAUDE.search(name) else maker


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
