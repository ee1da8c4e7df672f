"""Profiles: the ten models of the model card in full, and what must hold of every other."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from planner.core.models.catalogue import EFFORTS, MODES, Profile
from planner.sources.facts.models.profiles import load_profiles, read_profile
from planner.sources.facts.toml_reader import DataError, Table, read_toml
from planner.sources.prices.genai import load_offers

PROFILES = load_profiles()

# domain notes, section 4
MODE_TABLE = {
    "kimi-k2-thinking": (("on",), "on"),
    "gpt-5.4": (("off", "low", "medium", "high", "xhigh"), "off"),
    "gpt-5.2": (("off", "low", "medium", "high", "xhigh"), "off"),
    "glm-5": (("off", "on"), "on"),
    "gemini-3.1-flash-lite": (("minimal", "low", "medium", "high"), "minimal"),
    "claude-opus-4.5": (("off", "low", "medium", "high"), "off"),
    "grok-4": (("on",), "on"),
    "kimi-k2.5": (("off", "on"), "on"),
    "gpt-5.3-codex": (("low", "medium", "high", "xhigh"), "medium"),
    "kimi-k2-0905": (("off",), "off"),
}
NAMES = {
    "kimi-k2-thinking": "Kimi K2 Thinking",
    "gpt-5.4": "GPT-5.4",
    "gpt-5.2": "GPT-5.2",
    "glm-5": "GLM-5",
    "gemini-3.1-flash-lite": "Gemini 3.1 Flash-Lite",
    "claude-opus-4.5": "Claude Opus 4.5",
    "grok-4": "Grok-4",
    "kimi-k2.5": "Kimi K2.5",
    "gpt-5.3-codex": "GPT-5.3 Codex",
    "kimi-k2-0905": "Kimi K2 0905",
}
CARD_SCORES = {
    "GPQA": 84.5, "HLE": 44.9, "MMLU": 89.4, "MMLU Pro": 84.6, "SimpleQA": 48.0, "IFEval": 88.3, "AIME 2025": 94.5,
    "MATH": 94.1, "GSM8k": 98.2, "MGSM": 91.5, "MathVista": 36.8, "SWE-Bench": 71.3, "HumanEval": 99.0,
    "LiveCodeBench": 83.1, "MMMU": 65.8, "MMMU Pro": 62.4, "ChartQA": 86.2, "DocVQA": 94.5, "Terminal-Bench": 47.1,
    "ARC-AGI": 12.5,
}  # fmt: skip
ON_IMAGES = {"MathVista", "MMMU", "MMMU Pro", "ChartQA", "DocVQA"}


TEN = {key: PROFILES[key] for key in NAMES}


def test_the_ten_models_are_there_by_name() -> None:
    assert {key: profile.name for key, profile in TEN.items()} == NAMES


LABS = {
    "OpenAI": 11, "Anthropic": 9, "Google": 6, "xAI": 4, "Moonshot AI": 4, "Z.ai": 3, "DeepSeek": 3, "Alibaba": 5,
    "MiniMax": 3, "Mistral": 3, "Meta": 4, "Tencent": 2, "Xiaomi": 2, "Amazon": 2, "NVIDIA": 3,
}  # fmt: skip


def test_the_newest_of_each_lab_are_there_beside_the_ten() -> None:
    found = Counter(profile.lab for key, profile in PROFILES.items() if key not in NAMES)
    assert {lab: min(found[lab], number) for lab, number in LABS.items()} == LABS
    assert len(PROFILES) - len(TEN) >= 45


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_modes_are_known_words_from_least_to_most_and_hold_the_default(profile: Profile) -> None:
    modes = profile.modes.value
    assert [mode for mode in MODES if mode in modes] == list(modes)
    assert profile.default_mode is None or profile.default_mode.value in modes
    assert "on" not in modes or not set(modes) & set(EFFORTS)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_limits_fit_the_window_and_inputs_are_known_kinds(profile: Profile) -> None:
    window = profile.context_window.value
    limits = [fact.value for fact in (profile.max_output, *profile.max_output_by_host.values()) if fact]
    assert all(limit <= window for limit in limits)
    assert set(profile.inputs.value) <= {"text", "image", "audio", "video"}
    assert "text" in profile.inputs.value
    assert profile.active_parameters is None or profile.parameters is not None
    if profile.parameters and profile.active_parameters:
        assert profile.active_parameters.value <= profile.parameters.value


@pytest.mark.parametrize("profile", [p for key, p in PROFILES.items() if key not in NAMES], ids=lambda p: p.id)
def test_a_model_beside_the_ten_says_what_it_is(profile: Profile) -> None:
    assert profile.about is not None
    assert profile.about.value.endswith(".")
    assert profile.offers


@pytest.mark.parametrize("key", MODE_TABLE)
def test_modes_and_default(key: str) -> None:
    profile = PROFILES[key]
    assert profile.default_mode is not None
    assert (profile.modes.value, profile.default_mode.value) == MODE_TABLE[key]
    assert set(profile.modes.value) <= set(MODES)


def test_always_thinking_models_and_the_partner_without() -> None:
    assert {key for key, profile in TEN.items() if profile.always_thinks} == {"kimi-k2-thinking", "grok-4"}
    assert PROFILES["kimi-k2-thinking"].partner_without_thinking == "kimi-k2-0905"


def test_what_is_kept_in_the_context() -> None:
    kept = {key: (p.keeps_within_run.value, p.keeps_across_turns.value) for key, p in TEN.items()}
    assert kept.pop("claude-opus-4.5") == (True, True)
    assert kept.pop("kimi-k2-0905") == kept.pop("grok-4") == (False, False)
    assert set(kept.values()) == {(True, False)}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_offers_exist_and_are_the_general_api(profile: Profile) -> None:
    offers = load_offers()
    assert profile.offers
    for offer_id in profile.offers:
        assert offer_id in offers, offer_id
        assert not offer_id.startswith(("github-copilot/", "cursor/", "zhipuai/", "aws/regional.")), offer_id
        assert ":batch" not in offer_id
        assert "turbo" not in offer_id
        assert ":free" not in offer_id


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_departures_are_of_listed_hosts_and_successors_can_be_had(profile: Profile) -> None:
    hosts = {offer_id.split("/")[0] for offer_id in profile.offers}
    assert {departure.host for departure in profile.lifecycle.departures} <= hosts
    if profile.lifecycle.successor:
        assert not load_offers()[profile.lifecycle.successor].deprecated
        assert profile.lifecycle.successor_name
        assert profile.lifecycle.successor not in profile.offers


def test_lifecycle_dates() -> None:
    life = {key: profile.lifecycle for key, profile in PROFILES.items()}
    assert [d.on for d in life["kimi-k2-thinking"].departures] == [date(2026, 5, 25)]
    assert [d.on for d in life["kimi-k2.5"].departures] == [date(2026, 8, 31)]
    assert life["grok-4"].retired is not None
    assert life["grok-4"].retired.value == date(2026, 5, 15)
    assert life["grok-4"].successor == "x-ai/grok-4.3"
    assert life["claude-opus-4.5"].retires_not_before is not None
    assert life["claude-opus-4.5"].retires_not_before.value == date(2026, 11, 24)
    assert {life[key].successor for key in ("kimi-k2-thinking", "kimi-k2.5")} == {"moonshotai/kimi-k2.6"}


def test_where_card_and_vendor_differ_both_are_kept() -> None:
    window = PROFILES["grok-4"].context_window
    assert window.disputed
    assert (window.value, [other.value for other in window.others]) == (256_000, [2_000_000])
    assert window.others[0].source.startswith("Model card")
    longest = PROFILES["kimi-k2-thinking"].max_output
    assert longest is not None
    assert longest.value == 262_144
    assert 16_384 in [other.value for other in longest.others]
    assert {fact.value for fact in PROFILES["kimi-k2-thinking"].max_output_by_host.values()} >= {16_000, 262_144}


def test_the_twenty_scores_of_the_card() -> None:
    rows = [row for row in PROFILES["kimi-k2-thinking"].benchmarks if row.source.startswith("Model card")]
    assert {row.name: row.score for row in rows} == CARD_SCORES
    assert len(rows) == 20
    assert {row.name for row in rows if row.disputed} == ON_IMAGES
    assert all(row.note for row in rows if row.disputed)


@pytest.mark.parametrize("profile", TEN.values(), ids=TEN)
def test_measured_scores_are_eight_per_effort(profile: Profile) -> None:
    rows = [row for row in profile.benchmarks if row.source.startswith("Artificial Analysis")]
    efforts = {row.effort for row in rows}
    assert efforts <= set(MODES)
    assert len(rows) == 8 * len(efforts) > 0


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_scores_and_speeds_are_of_modes_that_the_model_has(profile: Profile) -> None:
    """An effort that the profile does not offer would never be looked up; `on` and none fit any."""
    assert all(0 <= row.score <= 100 for row in profile.benchmarks)
    efforts = {row.effort for row in (*profile.benchmarks, *profile.speeds)} - {None, "on"}
    assert efforts <= set(profile.modes.value)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_no_time_to_first_token_holds_thinking(profile: Profile) -> None:
    """A lab that hides its thinking publishes it inside the TTFT; only rows without it, or streamed, may be used."""
    for speed in profile.speeds:
        assert speed.effort is None or speed.effort in MODES
        if speed.ttft_seconds is not None:
            assert speed.ttft_seconds < 5
            assert speed.effort == "off" or profile.open_weights.value
        if speed.p05 is not None and speed.p95 is not None:
            assert speed.p05 < speed.tokens_per_second < speed.p95
    assert profile.base_ttft_seconds is not None or profile.id not in TEN
    assert profile.base_ttft_seconds is None or profile.base_ttft_seconds.value < 5


def test_some_speeds() -> None:
    def speed(key: str, host: str | None) -> list[float]:
        return [row.tokens_per_second for row in PROFILES[key].speeds if row.host == host]

    assert speed("glm-5", "baseten") == [186.0]
    assert speed("kimi-k2.5", "baseten") == [341.0]
    assert speed("grok-4", "x-ai") == [56.3]
    assert speed("kimi-k2-thinking", None) == [159.4]


def raw_glm() -> Table:
    return dict(read_toml("profiles", "zai.toml")["models"][0])


def test_where_a_fact_was_looked_for_is_refused_of_one_that_is_there() -> None:
    with pytest.raises(DataError, match="glm-5 not_published: benchmarks is there"):
        read_profile({**raw_glm(), "not_published": {"benchmarks": ["card"]}}, "Z.ai")
    with pytest.raises(DataError, match="glm-5 not_published: colour is no fact to look for"):
        read_profile({**raw_glm(), "not_published": {"colour": ["card"]}}, "Z.ai")
    with pytest.raises(DataError, match=r"glm-5 not_published speeds: sources\.toml has no source hearsay"):
        read_profile({**raw_glm(), "not_published": {"speeds": ["hearsay"]}}, "Z.ai")


def test_a_missing_or_misspelt_key_is_refused_by_name() -> None:
    assert read_profile(raw_glm(), "Z.ai") == PROFILES["glm-5"]
    with pytest.raises(DataError, match="glm-5: unknown key contxt_window"):
        read_profile({**raw_glm(), "contxt_window": {}}, "Z.ai")
    with pytest.raises(DataError, match="glm-5: modes is missing"):
        read_profile({key: value for key, value in raw_glm().items() if key != "modes"}, "Z.ai")
    with pytest.raises(DataError, match="glm-5 context_window: source is missing"):
        read_profile({**raw_glm(), "context_window": {"value": 200_000}}, "Z.ai")
    with pytest.raises(DataError, match=r"sources\.toml has no source hearsay"):
        read_profile({**raw_glm(), "context_window": {"value": 200_000, "source": "hearsay"}}, "Z.ai")
    with pytest.raises(DataError, match="glm-5 context_window: '200K' is not a number of tokens"):
        read_profile({**raw_glm(), "context_window": {"value": "200K", "source": "card"}}, "Z.ai")
