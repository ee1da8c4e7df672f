"""Caveats of thinking: modes and efforts that are not offered, not confirmed or not measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from planner.core.caveats.situation import Situation
from planner.core.estimate.runs import call_tokens
from planner.core.latency.seconds import in_a_loop
from planner.core.models.catalogue import model_name
from planner.core.models.families import family_of
from planner.core.models.modes import does_not_think, not_confirmed
from planner.core.results import Caveat
from planner.core.tokens.thinking_budget import takes_budget, thinking_limit
from planner.core.workload import EFFORTS

LEFT_AS_IT_IS = 0.99
"""A limit that leaves more than this share of the average is said to change nothing."""


def thinking_caveats(s: Situation) -> Iterator[Caveat]:
    name = model_name(s.inputs.offer, s.inputs.profile)
    if s.mode.substituted:
        yield Caveat("effort_not_offered", f"{name} has no effort levels: {s.mode.asked} is answered as thinking on.")
    profile = s.inputs.profile
    if does_not_think(s.inputs.offer, s.mode.mode):
        yield Caveat(
            "does_not_think", f"{name} does not think: with thinking it stands for a model of its kind that does."
        )
    elif profile is None and s.mode.mode in EFFORTS:
        yield from _inert_effort(s)
    if not_confirmed(s.inputs.offer, profile, s.mode.mode):
        yield Caveat("mode_not_confirmed", _not_confirmed(name, s.mode.mode))
    if profile and profile.always_thinks:
        yield Caveat("thinking_always_on", f"{name} always thinks; thinking cannot be switched off.")


def thinking_budget_caveats(s: Situation) -> Iterator[Caveat]:
    """What a budget does where it does not forecast thinking; nothing where thinking is stated."""
    most = thinking_limit(s.inputs)
    if s.mode.mode == "off" or most == inf:
        return
    if takes_budget(s.inputs):
        where = "In a tool loop the thinking" if in_a_loop(s.inputs.workload) else "The thinking"
        yield Caveat("budget_only_cuts", f"{where} budget only cuts calls above {most:,.0f} tokens{_what_is_cut(s)}.")
    else:
        text = f"Its maker is not known to take a thinking budget. The estimate cuts calls above {most:,.0f} tokens"
        yield Caveat("budget_not_taken", f"{text}{_what_is_cut(s)}.")


def _what_is_cut(s: Situation) -> str:
    """What a call thinks on average, with the budget and without it."""
    free_load = replace(s.inputs.workload, thinking_budget_tokens=None)
    free = call_tokens(replace(s.inputs, workload=free_load), s.mode.mode).reasoning_fit.value
    left = s.run.reasoning_fit.value
    if left > LEFT_AS_IT_IS * free:
        return f", too rare to count: a call thinks {left:,.0f} on average"
    return f": a call thinks {left:,.0f} on average, {free:,.0f} without it"


def _not_confirmed(name: str, mode: str) -> str:
    if mode == "off":
        return f"No source says whether {name} can be used without thinking."
    if mode == "on":
        return f"No source says how hard {name} thinks when no effort is named."
    return f"No source says whether {name} has the mode {mode}."


def _inert_effort(s: Situation) -> Iterator[Caveat]:
    family = family_of(s.inputs.estimator.families, s.inputs.offer.model_id)
    if family and family.effort(s.mode.mode) != s.mode.mode:
        whose = family.name or family.lab
        yield Caveat("effort_not_offered", f"Effort labels were not seen to change anything in the family {whose}.")


def tokeniser_caveats(s: Situation) -> Iterator[Caveat]:
    profile = s.inputs.profile
    if s.inputs.workload.token_basis == "o200k" and (profile is None or profile.tokenizer_factor is None):
        yield Caveat(
            "tokenizer_unknown", "How this model's tokens compare with o200k is not published; taken as equal."
        )


def prior_only_caveats(s: Situation) -> Iterator[Caveat]:
    if s.mode.mode != "off" and s.run.reasoning_fit.level == "class":
        yield Caveat("prior_only", "Thinking was not measured: the figure is typical for this kind of work.")
    if s.mode.mode == "off" and s.run.visible_fit.level == "class":
        yield Caveat(
            "prior_only", "Answers without thinking were not measured: their length is typical for this kind of work."
        )
