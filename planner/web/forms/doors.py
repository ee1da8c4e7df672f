"""The four kinds of work a plan can be opened for: their words, their presets and the fields they start from.

Figures that no preset has are our judgement and say so; all others are the preset's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of work. `thing`: what is paid for, in one word; `presets`: workloads to start from, the usual first;
    `fields`: those shown outside More; `labels`: what fields are called here; `values`: what the form of the usual
    preset holds besides; `efforts`: the modes offered in one row."""

    id: str
    title: str
    says: str
    gives: str
    thing: str
    presets: tuple[str, ...]
    fields: tuple[str, ...]
    labels: Mapping[str, str]
    efforts: tuple[str, ...] = ("off", "low", "medium", "high")
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def preset(self) -> str:
        """The workload it starts from."""
        return self.presets[0]


DOORS: dict[str, Door] = {
    door.id: door
    for door in (
        Door(
            "chat",
            "Chat or support",
            "People write, the model answers.",
            "Seconds to first word, cost per conversation",
            "conversation",
            ("support_chat", "phd_science", "olympiad_maths", "creative_writing"),
            ("runs", "per", "steps", "shared", "shared_unit", "answer", "answer_unit", "effort"),
            {
                "runs": "Conversations",
                "steps": "Messages per conversation",
                "shared": "Instructions",
                "answer": "Answer",
                "own": "First message",
                "result": "Each later message",
                "gap": "Time between messages",
                "retries": "Share of conversations repeated",
                "share": "Share of conversations that think",
                "searches": "Web searches per conversation",
                "kind": "Each step follows",
            },
            values={"effort": "off"},
        ),
        Door(
            "documents",
            "Answers over documents",
            "Each question is answered from passages you send along.",
            "Cost per answered question",
            "question",
            ("rag",),
            ("runs", "per", "passages", "passage", "answer", "answer_unit", "answered", "effort"),
            {
                "runs": "Questions",
                "shared": "Instructions",
                "own": "The question itself",
                "answer": "Answer",
                "retries": "Share of questions repeated",
                "share": "Share of questions that think",
                "searches": "Web searches per question",
            },
            values={"effort": "off", "passages": "6", "passage": "440", "own": "60"},
        ),
        Door(
            "batch",
            "Batch over many items",
            "The same instruction for each of a long list.",
            "Cost per 1,000 items, when the batch ends",
            "item",
            ("extraction",),
            (
                "runs",
                "per",
                "shared",
                "shared_unit",
                "own",
                "own_unit",
                "answer",
                "answer_unit",
                "starts",
                "needed",
                "tier",
                "effort",
            ),
            {
                "runs": "Items",
                "shared": "Instructions",
                "own": "Tokens in",
                "answer": "Tokens out",
                "tier": "Price",
                "arrive": "Items begin",
                "retries": "Share of items repeated",
                "share": "Share of items that think",
                "searches": "Web searches per item",
            },
            values={"effort": "off", "per": "once", "tier": "batch", "arrive": "together"},
        ),
        Door(
            "agent",
            "Agent or coding assistant",
            "The model works in steps and calls tools.",
            "Cost per task or per developer, minutes per task",
            "task",
            ("software_engineering", "coding_session", "research_agent", "computer_control"),
            ("people", "runs", "per", "steps", "effort", "compact_at", "compact_to"),
            {
                "runs": "Tasks",
                "steps": "Steps per task",
                "shared": "System prompt and tools",
                "own": "The task itself",
                "answer": "Written per step",
                "result": "Result of a tool",
                "tool": "Time of a tool",
                "retries": "Share of tasks repeated",
                "share": "Share of tasks that think",
                "searches": "Web searches per task",
            },
            efforts=("off", "low", "medium", "high", "max"),
            values={
                "per": "person",
                "people": "20",
                "runs": "4",
                "month": "working",
                "compact_at": "80%",
                "compact_to": "20,000",
            },
        ),
    )
}
FIRST_DOOR = "agent"
"""Opened until another was."""

CARRIED = (
    "shared", "shared_unit", "answer", "answer_unit", "cache", "prefix_hit", "loop_hit", "retries", "keep",
    "reasoning", "max_output", "searches", "basis", "date",
)  # fmt: skip
"""Fields that mean the same behind every door: what was typed into them is kept."""


def door_of(preset: str) -> Door:
    """The door a workload belongs to."""
    return next((door for door in DOORS.values() if preset in door.presets), DOORS[FIRST_DOOR])
