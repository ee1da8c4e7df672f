"""`planner count FILE|-`: the tokens of a text, chat, tool list or PDF on each model."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime

from planner.cli.tables import table
from planner.core.models.catalogue import Catalogue
from planner.core.models.resolve import Named, resolve
from planner.core.prompts.count_request import DEFAULT_MODELS, CountRequest, count_all
from planner.core.prompts.counting import TokenCount
from planner.core.prompts.prompt import Prompt, noun_of
from planner.schema.scalars import to_json
from planner.schema.usage import counts_to_data
from planner.sources.prompts.prompt_file import prompt_in
from planner.sources.prompts.tokenizers import Counters, vocabularies

Verbs = argparse._SubParsersAction


def add_count(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its options."""
    about = (
        "Count the tokens of a file on each model: text, Markdown, PDF, a chat or tool list as JSON, or one column of "
        "CSV. Exact where a package carries the model's vocabulary, else a range."
    )
    verb = verbs.add_parser("count", help="count the tokens of a text, chat or tool list", description=about)
    verb.add_argument("file", metavar="FILE", help="what to count; - reads standard input")
    verb.add_argument("--models", default="", help="model names, separated by commas")
    verb.add_argument("--column", default="", help="the column of a CSV file to count")
    verb.add_argument("--json", action="store_true", help="print JSON, as POST /api/v1/count answers")


def count_verb(read: Callable[[str], bytes]) -> Callable[[argparse.Namespace, Catalogue, datetime], str]:
    """The verb; `read` gives the bytes of a file or of standard input."""

    def count(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
        prompt = prompt_in(read(args.file), column=args.column)
        named = tuple(name.strip() for name in args.models.split(",") if name.strip())
        asked = CountRequest(prompt, named or DEFAULT_MODELS)

        def knows(name: str) -> bool:
            return isinstance(resolve(catalogue, name, now), Named)

        counts = count_all(asked, vocabularies(), Counters(), knows=knows)
        return to_json(counts_to_data(prompt, counts), indent=1) if args.json else counts_text(prompt, counts)

    return count


def counts_text(prompt: Prompt, counts: list[TokenCount]) -> str:
    """A line of what was read, then a row for each model."""
    head = ("model", "counted", "tokens", "low", "high")
    rows = [(one.model, "exact" if one.exact else "estimated", *_figures(one)) for one in counts]
    return f"A {noun_of(prompt)} of {prompt.characters:,} characters.\n\n{table(head, rows, left=2)}"


def _figures(count: TokenCount) -> tuple[str, str, str]:
    return f"{count.tokens:,}", f"{count.low:,}", f"{count.high:,}"
