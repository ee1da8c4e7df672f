"""What a profile lacks, what is judged, and which offers belong to it and are not listed."""

from __future__ import annotations

from dataclasses import replace

from planner.core.models.catalogue import Lifecycle
from planner.core.models.facts import Fact
from planner.core.models.profile.completeness import judged, missing, unknown_offers, unlisted, unpublished
from tests.core.build import NOW, catalogue, fact, offer, profile


def test_a_fact_that_is_there_is_not_missing() -> None:
    bare = replace(profile("m"), default_mode=None, lifecycle=Lifecycle(), open_weights=fact(False))
    assert missing(bare) == (
        "about", "default_mode", "max_output", "capabilities", "lifecycle.released", "speeds", "benchmarks",
    )  # fmt: skip
    told = replace(bare, default_mode=fact("off"), max_output=fact(1000), about=fact("A model."))
    assert missing(told) == ("capabilities", "lifecycle.released", "speeds", "benchmarks")


def test_sizes_are_asked_of_open_weights_alone() -> None:
    opened = replace(profile("m"), open_weights=fact(True))
    assert {"parameters", "precision"} <= set(missing(opened))
    assert not {"parameters", "precision"} & set(missing(replace(opened, open_weights=fact(False))))


def test_what_was_looked_for_in_vain_is_a_complete_answer() -> None:
    looked = {"speeds": (Fact(None, "A page", NOW.date()),)}
    bare = replace(profile("m"), open_weights=fact(False), not_published=looked)
    assert "speeds" not in missing(bare)
    assert unpublished(bare) == ("speeds",)


def test_a_judgement_is_named() -> None:
    guess = Fact(True, "Judgement of this project", NOW.date())
    assert judged(replace(profile("m"), keeps_within_run=guess)) == ("keeps_within_run",)


def test_an_offer_of_the_models_name_is_found_and_other_forms_are_not() -> None:
    offers = (
        offer("maker/model-9", profile_id="model-9"),
        offer("host/vendor/Model-9"),
        offer("host/model-9-fast"),
        offer("host/model-9:free"),
        offer("host/model-8"),
    )
    known = catalogue(*offers, profiles=(profile("model-9", name="Model 9", offers=("maker/model-9", "gone/model-9")),))
    assert unlisted(known) == {"model-9": ("host/vendor/Model-9",)}
    assert unknown_offers(known) == {"model-9": ("gone/model-9",)}
