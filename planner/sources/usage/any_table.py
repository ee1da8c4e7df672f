"""A table of no known format, read by the names of its columns or by those that the user chose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from planner.core import column_names
from planner.core.usage.plan import MEASURED
from planner.core.validation.measured import ALIASES as RUN_ALIASES
from planner.core.validation.measured import BESIDE_INPUT
from planner.sources.usage.column_words import by_words, is_uncached
from planner.sources.usage.formats import TABLES
from planner.sources.usage.table_format import Claude, Paths, TableFormat, path_to

ALIASES: dict[str, tuple[str, ...]] = {
    "model": ("model", "model_name", "model_id", "llm", "engine", "deployment"),
    "effort": ("thinking", "effort", "reasoning_effort", "thinking_mode"),
    "task": ("task", "tag", "tags", "route", "endpoint", "feature", "app", "use_case", "user_agent", "project"),
    "host": ("provider", "host", "vendor"),
    "tier": ("service_tier", "tier"),
    "run": ("run_id", "run", "session_id", "session", "trace_id", "conversation_id", "thread_id", "task_id"),
    "start": ("timestamp", "time", "created_at", "created", "start_time", "start", "date", "datetime", "ts"),
    "end": ("end_time", "end", "completed_at", "finished_at"),
    "n": ("requests", "calls", "num_requests", "count"),
    "input": ("input_tokens", "prompt_tokens", "tokens_in", "input", "tokens_input", "tokens_prompt"),
    "cache_read": (
        "cached_tokens", "cache_read_tokens", "cache_read_input_tokens", "cached_input_tokens", "input_cached_tokens",
        "cache_read", "cached", "tokens_cached",
    ),
    "cache_write": ("cache_write_tokens", "cache_creation_input_tokens", "cache_creation_tokens", "cache_write"),
    "output": ("output_tokens", "completion_tokens", "tokens_out", "output", "tokens_output", "tokens_completion"),
    "visible": ("visible_tokens", "answer_tokens", "visible"),
    "reasoning": ("reasoning_tokens", "thinking_tokens", "reasoning_output_tokens", "reasoning", "tokens_reasoning"),
    "seconds": column_names.SECONDS,
    "milliseconds": column_names.MILLISECONDS,
    "usd": ("cost", "cost_usd", "usd", "spend", "total_cost", "price", "amount", "costusd"),
    "searches": ("web_search_count", "web_search_requests", "web_searches", "num_search_queries", "searches"),
}  # fmt: skip
"""What a column of any other file may be called, by figure."""
FIGURES = tuple(name for name in ALIASES if name not in ("milliseconds", "visible"))
MILLISECONDS = re.compile(r"(?:^|_)(?:ms|msec|millis|milliseconds)(?:_|$)")


def format_of(columns: Collection[str], chosen: Mapping[str, str] | None = None) -> TableFormat | None:
    """The format of a table with these columns."""
    if chosen:
        return mapped(columns, chosen)
    return next((one for one in TABLES if one.fits(columns)), None) or mapped(columns)


def mapped(columns: Collection[str], chosen: Mapping[str, str] | None = None) -> TableFormat | None:
    """A format for any other table: by the columns the user chose (an empty one: the table holds no such figure), else
    by their names.

    None where no column is a model's name, or none holds tokens. Raises ValueError for a chosen column that is missing.
    """
    missing = [name for name in (chosen or {}).values() if name and name not in columns]
    if missing:
        raise ValueError(f"there is no column {missing[0][:80]}")
    named = {figure: name for figure, name in (guessed(columns) | dict(chosen or {})).items() if name}
    seconds_column = plain_name((chosen or {}).get("seconds", ""))
    in_milliseconds = "milliseconds" in named and "seconds" not in named
    scale = 0.001 if in_milliseconds or MILLISECONDS.search(seconds_column) else 1.0
    if "milliseconds" in named:
        named.setdefault("seconds", named.pop("milliseconds"))
    visible = named.pop("visible", None)
    if visible:
        named.setdefault("output", visible)
    if "model" not in named or not named.keys() & {"input", "output"}:
        return None
    of_runs = _of_whole_runs(columns, named)
    named |= of_runs
    fields: dict[str, Paths] = {figure: (path_to(name),) for figure, name in named.items()}
    return TableFormat(
        MEASURED if of_runs else "table",
        (),
        fields,
        apart=_is_apart(named),
        claude=_claude(named),
        thinks_apart=visible is not None and named["output"] == visible,
        seconds_per=scale,
        sums="n" in named and not of_runs,
        means=bool(of_runs),
    )


def _of_whole_runs(columns: Collection[str], named: Mapping[str, str]) -> dict[str, str]:
    """The columns of steps and of runs where a row is a whole run: it says its steps, and neither a session nor a
    number of calls."""
    plain = {plain_name(name): name for name in reversed(list(columns))}
    if "steps" not in plain or "run" in named or plain_name(named.get("n", "n")) not in ("n", *RUN_ALIASES["n"]):
        return {}
    runs = next((plain[name] for name in ("n", *RUN_ALIASES["n"]) if name in plain), None)
    return {"steps": plain["steps"], **({"n": runs} if runs else {})}


def guessed(columns: Collection[str]) -> dict[str, str]:
    """The column of each figure: one that is called exactly as such columns usually are, else by its words."""
    plain = {plain_name(name): name for name in reversed(list(columns))}
    found = {
        figure: next(plain[alias] for alias in aliases if alias in plain)
        for figure, aliases in ALIASES.items()
        if not plain.keys().isdisjoint(aliases)
    }
    taken = set(found.values())
    return by_words(name for name in columns if name not in taken) | found


def _is_apart(named: Mapping[str, str]) -> bool:
    """Whether cached tokens stand beside the input: by Anthropic's own names, or as the input's name says."""
    names = {figure: plain_name(column) for figure, column in named.items()}
    beside = BESIDE_INPUT.keys() & {names.get("cache_read"), names.get("cache_write")}
    return (bool(beside) and names.get("input") == "input_tokens") or is_uncached(named.get("input", ""))


def _claude(named: Mapping[str, str]) -> Claude:
    """Who calls them prompt tokens counts as OpenAI does."""
    return "either" if plain_name(named.get("input", "")) == "input_tokens" else "inside"


def plain_name(column: str) -> str:
    """A column's name in lower case, words joined by underscores."""
    return "_".join(column.casefold().replace("-", " ").replace("_", " ").replace("(", " ").replace(")", " ").split())
