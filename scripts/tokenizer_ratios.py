"""How many tokens four public vocabularies make of this repository's files, against o200k.

    python -m scripts.tokenizer_ratios

Prints least, median and most of each kind of file; planner/data/tokenizers.toml holds the outer bounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from statistics import median

from planner.sources.prompts.tokenizers import Counters

ROOT = Path(__file__).parent.parent
KINDS = {
    "prose": "docs/*.md",
    "code": "planner/core/**/*.py",
    "pages": "templates/**/*.html",
    "facts": "planner/data/*.toml",
    "tables": "planner/data/estimator/*.csv",
}
OTHERS = ("deepseek", "llama3", "qwen3", "cl100k_base")
CHARACTERS = 8000
FEWEST = 50


def ratios(paths: Iterable[Path], encoding: str) -> list[float]:
    """Tokens of each file's first 8,000 characters over those of o200k; short files are left out."""
    counters = Counters()
    texts = [path.read_text(encoding="utf-8")[:CHARACTERS] for path in paths]
    counted = [(counters[encoding](text), counters["o200k_base"](text)) for text in texts]
    return [ours / theirs for ours, theirs in counted if theirs >= FEWEST]


def main() -> None:
    for kind, pattern in KINDS.items():
        for encoding in OTHERS:
            found = ratios(sorted(ROOT.glob(pattern))[:25], encoding)
            print(f"{kind:8} {encoding:12} {len(found):3} {min(found):.2f} {median(found):.2f} {max(found):.2f}")


if __name__ == "__main__":
    main()
