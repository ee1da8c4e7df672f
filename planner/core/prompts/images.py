"""Tokens of images and PDF pages, by each vendor's published formula.

Anthropic: a token for each patch of 28 x 28 pixels (width x height / 750), the image scaled down to at most 1,568
tokens (4,784 from Opus 4.7 on). OpenAI: patches of 32 x 32 pixels, at most 1,536, for GPT-4.1 and GPT-5; 85 tokens and
170 for each tile of 512 pixels for GPT-4o. Google: 258 tokens up to 384 pixels, else 258 for each tile of 768 pixels; a
PDF page is one such image. Others publish none: None.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil, sqrt
from typing import NamedTuple

UNKNOWN_SIZE = (1024, 1024)
CLAUDE_PATCH, CLAUDE_MOST, CLAUDE_MOST_LARGE = 28, 1568, 4784
OPENAI_PATCH, OPENAI_MOST = 32, 1536
GEMINI_TILE, GEMINI_SMALL, GEMINI_TOKENS = 768, 384, 258
PAGE_PIXELS = (1240, 1754)
"""An A4 page at 150 dots an inch."""


class Sent(NamedTuple):
    """Tokens of a prompt that are not text, by the kind of their line in a bill."""

    kind: str
    tokens: Decimal


def image_tokens(maker: str, model: str, width: int, height: int) -> int | None:
    """Tokens of one image, None where the vendor publishes no formula. Raises ValueError for an empty image."""
    if width < 1 or height < 1:
        raise ValueError("an image must be at least one pixel wide and high")
    if maker == "anthropic":
        return _claude(width, height, CLAUDE_MOST)
    if maker == "anthropic, large":
        return _claude(width, height, CLAUDE_MOST_LARGE)
    if maker == "openai":
        return _tiles(width, height) if "4o" in model else _patches(width, height)
    if maker == "google":
        return _gemini(width, height)
    return None


def _claude(width: int, height: int, most: int) -> int:
    return min(ceil(width / CLAUDE_PATCH) * ceil(height / CLAUDE_PATCH), most)


def _patches(width: int, height: int) -> int:
    patches = ceil(width / OPENAI_PATCH) * ceil(height / OPENAI_PATCH)
    if patches <= OPENAI_MOST:
        return patches
    shrink = sqrt(OPENAI_MOST * OPENAI_PATCH**2 / (width * height))
    wide, high = width * shrink / OPENAI_PATCH, height * shrink / OPENAI_PATCH
    shrink *= min(int(wide) / wide, int(high) / high) if int(wide) and int(high) else 1
    return min(ceil(width * shrink / OPENAI_PATCH) * ceil(height * shrink / OPENAI_PATCH), OPENAI_MOST)


def _tiles(width: int, height: int) -> int:
    shrink = min(1.0, 2048 / max(width, height))
    wide, high = width * shrink, height * shrink
    shrink = min(1.0, 768 / min(wide, high))
    return 85 + 170 * ceil(wide * shrink / 512) * ceil(high * shrink / 512)


def _gemini(width: int, height: int) -> int:
    if width <= GEMINI_SMALL and height <= GEMINI_SMALL:
        return GEMINI_TOKENS
    return GEMINI_TOKENS * ceil(width / GEMINI_TILE) * ceil(height / GEMINI_TILE)


def page_tokens(maker: str, model: str) -> int | None:
    """Tokens of the picture of one PDF page, beside its text; Google counts a page as one small image."""
    if maker == "google":
        return GEMINI_TOKENS
    return image_tokens(maker, model, *PAGE_PIXELS)
