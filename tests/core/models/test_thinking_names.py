"""Whether a model without a profile thinks: by its name, by its family, or not known."""

from __future__ import annotations

import pytest

from planner.core.estimate.comparison import compare
from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Catalogue
from planner.core.models.modes import default_mode, does_not_think, expand
from planner.core.models.names.name_rules import first_of, rule_of, words_said
from planner.core.models.names.thinking_names import thinkers_in, thinks
from planner.core.request import EstimateRequest
from planner.core.tokens.fitted import Estimator
from planner.core.workload import Workload
from planner.sources.catalogue import load_catalogue
from planner.sources.facts.models.thinking import load_rules, thinks_by_name
from tests.core.build import NOW, ask, estimator, offer
from tests.core.build import catalogue as world


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("x-ai/grok-4-1-fast-non-reasoning", False),
        ("grok-4-1-fast-reasoning", True),
        ("grok-3-mini", True),
        ("grok-3", False),
        ("liquid/lfm-7b", False),
        ("lfm-2.5-1.2b-thinking", True),
        ("meta-llama/llama-guard-4-12b", False),
        ("llama-3.3-70b-instruct", False),
        ("llama-3.1-405b-reasoning", False),
        ("gpt-image-1", False),
        ("text-embedding-3-large", False),
        ("gpt-4o", False),
        ("chatgpt-4o-latest", False),
        ("gpt-oss-safeguard-20b", True),
        ("o3-mini", True),
        ("gemma-3-4b-it", False),
        ("gemma-4-26b-a4b-it", True),
        ("deepseek-v3p2", True),
        ("deepseek-v3-0324", False),
        ("deepseek-r1-distill-qwen-1.5b", True),
        ("qwen/qwq-32b", True),
        ("qwen3-235b-a22b-instruct-2507", False),
        ("qwen/qwen3-32b", True),
        ("anthropic/claude-3.7-sonnet:thinking", True),
        ("regional.anthropic.claude-3-5-haiku-20241022-v1:0", False),
        ("claude-haiku-4-5", True),
        ("kimi-k2p6", True),
        ("glm-5.3-flash-nvfp4", True),
        ("glm-4-32b", False),
        ("rekaai/reka-flash-3:free", True),
        ("nobody/knows-it", None),
        ("gpt-latest", None),
    ],
)
def test_a_name_or_else_its_family_tells(model: str, said: bool | None) -> None:
    assert thinks_by_name(model) is said


def test_measurements_decide_where_no_word_does() -> None:
    fits = load_catalogue().estimator
    bare = thinkers_in(fits, ())
    assert thinks(bare, fits, "claude-opus-4.6")
    assert thinks(bare, fits, "llama-3.3-70b") is False
    # A sister was measured thinking; a lab alone says nothing.
    assert thinks(bare, fits, "claude-haiku-5.5")
    assert thinks(bare, fits, "claude-instant") is False
    assert thinks(bare, fits, "nobody/knows-it") is None


def test_nothing_is_known_without_families() -> None:
    empty: Estimator = estimator()
    assert thinks(thinkers_in(empty, ()), empty, "llama-3") is None


def test_the_first_rule_wins_and_a_whole_name_is_whole() -> None:
    rules = [rule_of("= small mistral", 1), rule_of("mistral", 2), rule_of("mist*", 3)]
    found = [first_of(rules, words_said(name)) for name in ("a/mistral-small", "mistral-small-3", "misty", "other")]
    assert [rule and rule.value for rule in found] == [1, 2, 3, None]


def test_a_route_counts_only_where_it_speaks_of_thinking() -> None:
    assert words_said("a/b-1:thinking") == ("1", "b", "thinking")
    assert words_said("a/b-1:free") == ("1", "b")


def test_every_rule_of_the_data_file_is_needed() -> None:
    """A rule that matches no name in the catalogue, nor one just tested, is a slip of the pen."""
    models = [o.model_id for o in load_catalogue().offers.values()] + ["x-nonreasoning"]
    said = {words_said(model) for model in models}
    silent = [rule.words for rule in load_rules() if not any(rule.holds(one) for one in said)]
    assert silent == []


def test_profiles_speak_for_themselves(catalogue: Catalogue) -> None:
    assert all(o.thinks is None for o in catalogue.offers.values() if o.profile_id)


WORLD = world(offer("h/no", thinks=False), offer("h/yes", thinks=True), offer("h/unknown"))


@pytest.mark.parametrize("mode", ["on", "low", "high", "max"])
def test_what_does_not_think_has_no_pair_and_is_answered_with_a_caveat(mode: str) -> None:
    """A model without a profile accepts every mode: that is the contract."""
    refused = does_not_think(WORLD.offers["h/no"], mode)
    assert refused is not None
    assert (refused.code, refused.text, refused.instead) == ("mode_not_offered", "no does not think.", "off")
    (pair,) = estimate_pairs(EstimateRequest(Workload(), ("h/no",)), WORLD, effort=mode, now=NOW)
    assert pair.on == refused
    answers = [ask(WORLD, name, mode) for name in ("h/no", "h/yes", "h/unknown")]
    assert [answer.thinking for answer in answers] == [mode] * 3
    assert ["does_not_think" in {flag.code for flag in answer.caveats} for answer in answers] == [True, False, False]


def test_its_default_is_off_and_off_is_answered() -> None:
    no, unknown = WORLD.offers["h/no"], WORLD.offers["h/unknown"]
    assert (default_mode(no, None), default_mode(unknown, None)) == ("off", "on")
    assert expand(("default", "pair"), no, None) == ["off", "high"]
    found = compare(EstimateRequest(Workload(), ("h/no",), ("default",)), WORLD, now=NOW)
    assert [e.thinking for e in found.estimates] == ["off"]
