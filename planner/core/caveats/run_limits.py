"""Caveats of runs: a full context, summaries, answers that are cut off, calls that take too long."""

from __future__ import annotations

from collections.abc import Iterator

from planner.core.caveats.situation import Situation
from planner.core.models.catalogue import model_name
from planner.core.models.offers.limits import cut_off_share, overflow_share, overflow_step, window_of
from planner.core.models.offers.purpose import inputs_of, no_answer, unread
from planner.core.results import Caveat

CUT_OFF_WORTH_SAYING = 0.01
OVER_WINDOW_WORTH_SAYING = 0.10
TIMEOUT_SECONDS = 300.0
FULL_BEGINS = "Context is full"
"""How the sentence on a full context begins; for a model that takes over a budget line its name comes first."""


def context_caveats(s: Situation) -> Iterator[Caveat]:
    window = window_of(s.inputs.offer, s.inputs.profile)
    step = overflow_step(s.inputs, s.run, window)
    if step and window:
        why = " Summaries do not help: that step alone is larger." if s.run.shape.limit is not None else ""
        text = f"{FULL_BEGINS} at step {step} of {s.run.shape.steps}: the window holds {window:,} tokens.{why}"
        yield Caveat("context_overflow", text, step)
    elif window and (share := overflow_share(s.inputs, s.run, window)) >= OVER_WINDOW_WORTH_SAYING:
        text = f"About {share:.0%} of runs exceed the window of {window:,} tokens: they think longer than most."
        yield Caveat("context_tail", text)


def full_clause(caveat: Caveat) -> str:
    """Context is full at step 238 of 300: the sentence without its reason. Saved answers keep only the sentence."""
    return caveat.text.partition(":")[0]


def no_answer_caveats(s: Situation) -> Iterator[Caveat]:
    """A model made for something other than the answers that the work asks for."""
    if text := no_answer(s.inputs.offer, s.inputs.workload):
        yield Caveat("no_answer", text)


def compaction_caveats(s: Situation) -> Iterator[Caveat]:
    """The step from which the context is summarised, or that summaries free nothing."""
    shape = s.run.shape
    if not shape.compactions:
        return
    first, many = shape.opening_steps + 1, shape.compactions
    if many > 1 and shape.leg_steps == 1:
        text = "Prompt and summary alone pass the share of the window set: every step is summarised again."
        yield Caveat("compacts_every_step", text, first)
        return
    often = "once" if many == 1 else f"{many} times"
    text = f"Context is summarised {often}, first before step {first}; how much success that costs is not known."
    yield Caveat("context_compacted", text, first)


def cut_off_caveats(s: Situation) -> Iterator[Caveat]:
    chance = cut_off_share(s.inputs, s.run)
    if chance >= CUT_OFF_WORTH_SAYING and s.inputs.cap:
        many = "Every answer is" if chance >= 0.995 else f"About {chance:.0%} of answers are"
        yield Caveat("answer_cut_off", f"{many} cut off at the output limit of {s.inputs.cap:,} tokens.")


def inputs_caveats(s: Situation) -> Iterator[Caveat]:
    profile, offer = s.inputs.profile, s.inputs.offer
    inputs = inputs_of(offer, profile)
    lacks = unread(inputs, s.inputs.card, s.inputs.workload)
    if inputs is not None and lacks:
        reads = ", ".join(sorted(inputs, key=lambda word: (word != "text", word)))
        text = f"{model_name(offer, profile)} reads {reads} only, no {' or '.join(lacks)}."
        yield Caveat("input_not_supported", text)


def slow_tail_caveats(s: Situation) -> Iterator[Caveat]:
    """HTTP clients and proxies commonly give up after five minutes, which concerns single calls, not whole runs."""
    call = s.latency.e2e if s.latency else None
    if call and call.p95 is not None and call.p95 > TIMEOUT_SECONDS:
        minutes = call.p95 / 60
        yield Caveat("slow_tail", f"One call in twenty takes over {minutes:.0f} min; many clients give up after 5.")
