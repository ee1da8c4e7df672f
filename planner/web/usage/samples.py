"""Samples to try the page with. Their figures are made up, and the page says so."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

SAMPLE_CHAT = json.dumps(
    {
        "system": "You answer questions of our customers about orders, returns and invoices. Be brief and kind.",
        "tools": [
            {
                "name": "find_order",
                "description": "Find an order by its number or by the customer's mail address.",
                "input_schema": {
                    "type": "object",
                    "properties": {
                        "number": {"type": "string", "description": "The number of the order"},
                        "mail": {"type": "string", "description": "The customer's address"},
                    },
                },
            }
        ],
        "messages": [
            {"role": "user", "content": "Hello, I ordered a lamp last week."},
            {"role": "assistant", "content": "Thank you for writing. What is the number of your order?"},
            {"role": "user", "content": "It is 20317. Where is my parcel?"},
        ],
    },
    indent=1,
)
SAMPLE_RESPONSE = json.dumps(
    {
        "id": "msg_sample",
        "type": "message",
        "model": "claude-opus-4-5",
        "usage": {
            "input_tokens": 460,
            "cache_creation_input_tokens": 2100,
            "cache_read_input_tokens": 15680,
            "output_tokens": 1520,
        },
    },
    indent=1,
)
RUNS, SEED = 400, 5


def sample_log(now: datetime) -> bytes:
    """A month of a support agent's calls, as LiteLLM logs them."""
    rng = random.Random(SEED)  # noqa: S311 - made-up figures, the same every time
    rows = []
    for run in range(RUNS):
        start = now - timedelta(days=rng.uniform(0, 30), hours=0)
        start = start.replace(hour=min(max(int(rng.gauss(13, 3)), 0), 23))
        sent = int(rng.lognormvariate(8.0, 0.3))
        for step in range(max(1, int(rng.lognormvariate(1.6, 0.5)))):
            thought, answered = int(rng.lognormvariate(5.6, 0.7)), int(rng.lognormvariate(5.0, 0.6))
            rows.append(_row(run, start, sent, step, thought, answered))
            start += timedelta(seconds=(thought + answered) / 60 + 3)
            sent += answered + int(rng.lognormvariate(6.5, 0.8))
    return b"".join(rows)


def _row(run: int, start: datetime, sent: int, step: int, reasoning: int, visible: int) -> bytes:
    cached = {"cached_tokens": int(0.9 * sent) if step else min(2000, sent)}
    usage = {"prompt_tokens_details": cached, "completion_tokens_details": {"reasoning_tokens": reasoning}}
    row = {
        "model": "gpt-5.4",
        "custom_llm_provider": "openai",
        "session_id": f"run-{run}",
        "startTime": start.isoformat(),
        "endTime": (start + timedelta(seconds=(reasoning + visible) / 60)).isoformat(),
        "prompt_tokens": sent,
        "completion_tokens": reasoning + visible,
        "metadata": {"usage_object": usage},
    }
    return json.dumps(row).encode() + b"\n"
