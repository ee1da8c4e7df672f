"""What people and programs call a column of seconds or milliseconds: logs and files of measured runs are read by it."""

from __future__ import annotations

SECONDS = (
    "seconds", "duration_seconds", "latency_seconds", "elapsed_seconds", "duration_s", "latency_s", "elapsed_s",
    "response_time_s", "total_seconds", "secs", "duration", "latency", "elapsed", "response_time",
)  # fmt: skip
"""The first that a file has; plain names last, as they do not say their unit."""
MILLISECONDS = (
    "milliseconds", "duration_ms", "latency_ms", "response_time_ms", "elapsed_ms", "generation_time_ms", "total_ms",
)  # fmt: skip
