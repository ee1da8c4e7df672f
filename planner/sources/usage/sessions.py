"""Session files of coding tools: one event a line, of which some are calls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.core.usage.calls import Key
from planner.sources.usage.columns import NAN, Columns, moment_of, number_of, searches_of

CLAUDE_CODE, CODEX = "Claude Code", "Codex"
CLAUDE_EVENTS = ("user", "assistant", "system", "summary", "progress", "attachment", "file-history-snapshot")
CLAUDE_MORE = ("queue-operation", "permission-mode", "last-prompt", "custom-title", "agent-name", "ai-title", "tag")
CODEX_EVENTS = ("session_meta", "turn_context", "event_msg", "response_item", "compacted")
Event = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Rows by what became of them."""

    read: int = 0
    unknown: int = 0
    other: int = 0
    twice: int = 0
    first_unreadable: int = 0


@dataclass(slots=True)
class CodexState:
    """What earlier events of a Codex session said."""

    session: str = ""
    model: str = ""
    effort: str = ""
    last: Mapping[str, Any] = field(default_factory=dict)


def session_kind(head: Iterable[Event]) -> str | None:
    """Claude Code's or Codex's file by its first events."""
    for event in head:
        kind = event.get("type")
        if kind in CODEX_EVENTS and isinstance(event.get("payload"), Mapping):
            return CODEX
        if kind in CLAUDE_EVENTS and ("sessionId" in event or "uuid" in event or "leafUuid" in event):
            return CLAUDE_CODE
    return None


def read_claude(events: Iterator[Event | None], columns: Columns, tally: Tally) -> None:
    """Assistant messages with their usage; a message that is written several times counts once, as last written.

    The output holds the thinking, which Claude Code does not tell apart.
    """
    held: dict[tuple[str, str], tuple[Key, str, dict[str, float]]] = {}
    for event in events:
        tally.read += 1
        if event is None or "type" not in event:
            tally.unknown += 1
            continue
        message = event.get("message")
        usage = message.get("usage") if isinstance(message, Mapping) else None
        if not isinstance(message, Mapping) or not isinstance(usage, Mapping) or message.get("model") == "<synthetic>":
            known = event["type"] in (*CLAUDE_EVENTS, *CLAUDE_MORE)
            tally.other, tally.unknown = tally.other + known, tally.unknown + (not known)
            continue
        name = (str(message.get("id") or event.get("uuid") or tally.read), str(event.get("requestId") or ""))
        tally.twice += name in held
        held[name] = _claude_call(event, message, usage)
    for key, run, figures in held.values():
        columns.add(key, run, figures)


def _claude_call(event: Event, message: Event, usage: Event) -> tuple[Key, str, dict[str, float]]:
    read, write = number_of(usage.get("cache_read_input_tokens")), number_of(usage.get("cache_creation_input_tokens"))
    fresh = number_of(usage.get("input_tokens"))
    figures = {
        "start": moment_of(str(event.get("timestamp") or "")),
        "input": sum(0.0 if math.isnan(value) else value for value in (fresh, read, write)),
        "cache_read": read,
        "cache_write": write,
        "output": number_of(usage.get("output_tokens")),
        "usd": number_of(event.get("costUSD")),
        "searches": searches_of(usage),
        "seconds": number_of(event.get("durationMs")) / 1000,
    }
    tier = str(usage.get("service_tier") or "")
    task = "subagent" if event.get("isSidechain") else ""
    return Key(str(message.get("model") or ""), "", task, "anthropic", tier), str(event.get("sessionId") or ""), figures


def read_codex(events: Iterator[Event | None], columns: Columns, tally: Tally) -> None:
    """Token counts of a Codex session, each the last call's; the model and effort of the turn they belong to."""
    state = CodexState()
    for event in events:
        tally.read += 1
        payload = event.get("payload") if event else None
        if event is None or event.get("type") not in CODEX_EVENTS or not isinstance(payload, Mapping):
            tally.unknown += 1
        elif not _codex_call(event, payload, state, columns, tally):
            tally.other += 1


def _codex_call(event: Event, payload: Event, state: CodexState, columns: Columns, tally: Tally) -> bool:
    """Whether the event was a call's count; others change what the next ones belong to."""
    if event["type"] == "session_meta":
        state.session = str(payload.get("id") or payload.get("session_id") or "")
    if event["type"] == "turn_context":
        state.model = str(payload.get("model") or state.model)
        state.effort = str(payload.get("effort") or payload.get("reasoning_effort") or "")
    info = payload.get("info")
    if payload.get("type") != "token_count" or not isinstance(info, Mapping):
        return False
    usage, total = info.get("last_token_usage"), info.get("total_token_usage")
    if not isinstance(usage, Mapping) or not state.model:
        return False
    if isinstance(total, Mapping):
        if total == state.last:  # the same count again, with new rate limits
            tally.twice += 1
            return True
        state.last = total
    figures = {
        "start": moment_of(str(event.get("timestamp") or "")),
        "input": number_of(usage.get("input_tokens")),
        "cache_read": number_of(usage.get("cached_input_tokens")),
        "output": number_of(usage.get("output_tokens")),
        "reasoning": number_of(usage.get("reasoning_output_tokens")),
        "cache_write": 0.0,
        "seconds": NAN,
    }
    columns.add(Key(state.model, state.effort, "", "openai"), state.session, figures)
    return True
