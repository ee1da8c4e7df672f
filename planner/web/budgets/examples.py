"""A budget to start from: four workloads of a product, against a cap that growth meets."""

from __future__ import annotations

from datetime import datetime

from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.web.budgets.form.form import BudgetForm, read_budget

LINES: tuple[dict[str, str], ...] = (
    {
        "preset": "research_agent", "name": "Research agent", "offer": "Kimi K2 Thinking", "growth": "compound",
        "rate": "2", "owner": "Research", "centre": "4711",
    },
    {
        "preset": "coding_session", "name": "Coding assistant", "offer": "GPT-5.3-Codex", "thinking": "high",
        "runs": "15", "per": "day", "growth": "compound", "rate": "3", "owner": "Platform", "centre": "4712",
    },
    {
        "preset": "support_chat", "name": "Support chat", "offer": "google/gemini-3.7-flash", "thinking": "off",
        "runs": "2,500", "growth": "compound", "rate": "4", "owner": "Care", "centre": "4713",
    },
    {
        "preset": "extraction", "name": "Nightly extraction", "offer": "google/gemini-3.1-flash-lite",
        "thinking": "minimal", "tier": "batch", "runs": "200,000", "growth": "compound", "rate": "1",
        "owner": "Platform", "centre": "4712",
    },
)  # fmt: skip


def example(catalogue: Catalogue, *, now: datetime) -> BudgetForm:
    """The twelve months to come."""
    pairs = {"name": "Agents and chat", "cap": "36,000", "total": "400,000"}
    for index, line in enumerate(LINES):
        pairs |= {f"l{index}-{name}": text for name, text in line.items()}
    return read_budget(MultiDict(pairs), catalogue, now=now)
