"""Drawn usage logs of every format with figures missing, nothing, negative, huge, swapped or of another kind."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Mapping
from typing import Any

from tests.sources.usage.samples import COSTS, SAMPLES

ODD = (
    None, "", 0, -1, 0.5, 1, 50, 5000, 10**9, 10**15, 1e30, -1e30, 1e300, "NaN", "inf", "1,000", "x", True, [], {}, [1],
    {"a": 1}, "0", "1e400", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 253402300800, 99999999999999999999,
)  # fmt: skip
MODELS = ("gpt-5.4", "claude-opus-5", "grok-4.3", "x-ai/grok-4", "gemini-3.1-pro", "kimi-k2-thinking", "house-9", "", 5)
EFFORTS = ("minimal", "on", "none", "", "high", "MAX", "always", "default", "off", 3)
PLAIN = (
    "model", "effort", "task", "provider", "tier", "session_id", "timestamp", "requests", "input_tokens",
    "prompt_tokens", "cached_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens",
    "completion_tokens", "visible_tokens", "reasoning_tokens", "seconds", "latency_ms", "latency_s", "cost",
)  # fmt: skip


def odd_log(seed: int) -> bytes:
    """A log by number: the same for the same number."""
    draw = random.Random(seed)  # noqa: S311 - a test's draws
    way = draw.randrange(4)
    if way == 0:
        return _response(draw)
    if way == 1:
        return _table(draw)
    samples = {name: content for name, (_, content) in SAMPLES.items()} | {
        f"cost {name}": content for name, (_, content, _, _) in COSTS.items()
    }
    return _changed(draw, samples[draw.choice(sorted(samples))])


def _figure(draw: random.Random) -> object:
    return draw.choice(ODD) if draw.random() < 0.4 else draw.randrange(2000)


def _response(draw: random.Random) -> bytes:
    details = {"prompt_tokens_details": {"cached_tokens": _figure(draw)}}
    details |= {"completion_tokens_details": {"reasoning_tokens": _figure(draw)}}
    names = draw.choice((("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens")))
    usage = {name: _figure(draw) for name in names} | (details if draw.random() < 0.7 else {})
    if draw.random() < 0.3:
        usage |= {"cache_read_input_tokens": _figure(draw), "total_tokens": _figure(draw)}
    return json.dumps({"id": "x", "model": draw.choice(MODELS), "created": _figure(draw), "usage": usage}).encode()


def _table(draw: random.Random) -> bytes:
    names = ["model", *draw.sample(PLAIN[1:], draw.randrange(1, 12))]
    rows = []
    for _ in range(draw.choice((1, 2, 5, 40))):
        row = {name: _figure(draw) for name in names}
        row |= {"model": draw.choice(MODELS[:7]), "effort": draw.choice(EFFORTS)}
        if "timestamp" in row and draw.random() < 0.8:
            row["timestamp"] = f"2026-11-{draw.randrange(1, 28):02d}T{draw.randrange(24):02d}:00:00Z"
        rows.append({name: row[name] for name in names})
    if draw.random() < 0.5:
        return "\n".join(json.dumps(row) for row in rows).encode()
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _changed(draw: random.Random, content: bytes) -> bytes:
    """A sample with some of its leaves drawn anew."""
    text = content.decode()
    share = draw.choice((0.05, 0.2, 0.6))
    if text[:1] in "[{":
        try:
            return json.dumps(_leaves(draw, json.loads(text), share)).encode()
        except ValueError:
            lines = text.splitlines()
            return "\n".join(json.dumps(_leaves(draw, json.loads(line), share)) for line in lines).encode()
    head, *rows = csv.reader(io.StringIO(text))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_figure(draw) if draw.random() < share else cell for cell in row] for row in rows)
    return out.getvalue().encode()


def _leaves(draw: random.Random, data: Any, share: float) -> Any:
    if isinstance(data, Mapping):
        return {name: _leaves(draw, value, share) for name, value in data.items()}
    if isinstance(data, list):
        return [_leaves(draw, value, share) for value in data]
    return _figure(draw) if draw.random() < share else data
