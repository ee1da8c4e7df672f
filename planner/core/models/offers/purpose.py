"""Models made for something other than answering: whether they can do the planned work, and why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from planner.core.models.catalogue import Offer, Profile
from planner.core.models.rates import RateCard
from planner.core.workload import Workload

INSTEAD: Mapping[str, str] = {
    "vectors": "It writes no text but turns texts into vectors.",
    "scores": "It writes no text but puts texts in order.",
    "labels": "It writes no answers but puts a label on a text.",
    "guard": "It writes no answers but judges whether a text is safe.",
    "page_text": "It writes no answers but reads the text of pages and images.",
    "transcript": "It writes no answers but writes down speech.",
    "speech": "It writes no answers but speaks.",
    "images": "It writes no text but makes images.",
    "music": "It writes no text but makes music.",
    "translation": "It writes no answers but translates.",
}
"""What a model does that is made for one thing, by its purpose in planner/data/traits.toml."""
NOT_PRICED = "It has no price of output: an answer is not in this figure."


def inputs_of(offer: Offer, profile: Profile | None) -> Collection[str] | None:
    """What it reads; None where that is not known."""
    return profile.inputs.value if profile else offer.inputs


def unread(inputs: Collection[str] | None, card: RateCard, load: Workload) -> tuple[str, ...]:
    """What a model of these `inputs` is sent and cannot read, in words; nothing where its inputs are not known.

    Sound and pages that its list has a price of it reads.
    """
    if inputs is None:
        return ()
    images = load.image_inputs_per_run > 0 or load.task_class == "image_qa"
    pages = load.pdf_pages_per_run > 0 and card.document_kpages is None and "pdf" not in inputs
    sound = load.audio_seconds_per_run > 0 and card.audio_in is None and card.audio_in_hours is None
    lacks = {
        "images": images and "image" not in inputs,
        "PDF pages": pages and "image" not in inputs,
        "sound": sound and "audio" not in inputs,
    }
    return tuple(name for name, lacking in lacks.items() if lacking)


def asks_for_answers(workload: Workload) -> bool:
    """Whether the work is to write text; work of no visible tokens is indexing, ranking or labelling."""
    return workload.visible_tokens_per_call != 0


def takes_pages(workload: Workload) -> bool:
    """Whether the work is to take data out of pages or images, which a model that reads their text does."""
    sends = workload.image_inputs_per_run > 0 or workload.pdf_pages_per_run > 0
    return workload.task_class == "extraction" and sends


def planned_purposes(workload: Workload) -> frozenset[str]:
    """The special purposes that the work plans for: pages to read, audio to transcribe, speech or images to make."""
    planned = {
        "page_text": takes_pages(workload),
        "transcript": workload.audio_seconds_per_run > 0,
        "speech": workload.audio_output_tokens_per_run > 0,
        "images": workload.image_output_tokens_per_run > 0,
    }
    return frozenset(purpose for purpose, is_planned in planned.items() if is_planned)


def no_answer(offer: Offer, workload: Workload) -> str:
    """Why the offer cannot give the answers that the work asks for, as a sentence; empty where it can."""
    if not asks_for_answers(workload) or offer.purpose in planned_purposes(workload):
        return ""
    return INSTEAD[offer.purpose] if offer.purpose else NOT_PRICED if offer.input_only else ""
