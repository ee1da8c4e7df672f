"""Which thinking modes a model has, and what is answered when another is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.models.catalogue import EFFORTS, Offer, Profile
from planner.core.results import Refusal
from planner.core.tokens.fitted import nearest_effort


@dataclass(frozen=True, slots=True)
class Mode:
    """The mode that is answered and the one that was asked; `substituted` when they differ by courtesy."""

    mode: str
    asked: str
    substituted: bool = False


def expand(asked: tuple[str, ...], offer: Offer, profile: Profile | None) -> list[str]:
    """The modes to answer: `pair` is off and the reference mode, `default` the host's own; each once, in order."""
    modes: list[str] = []
    for word in asked:
        if word == "pair":
            modes += ["off", reference_mode(profile)]
        else:
            modes.append(default_mode(offer, profile) if word == "default" else word)
    return list(dict.fromkeys(modes))


def default_mode(offer: Offer, profile: Profile | None) -> str:
    """What the host does when the parameter is left out. Where that is not known, what may think does."""
    if profile is None:
        return "off" if offer.thinks is False else "on"
    return usual_mode(profile)


def usual_mode(profile: Profile) -> str:
    """The mode a host answers in when none is named; where no default is published, the one to compare it at."""
    return profile.default_mode.value if profile.default_mode else reference_mode(profile)


def reference_mode(profile: Profile | None) -> str:
    """The default if it thinks (`minimal` does not count), else high, else on."""
    if profile is None:
        return "high"
    if profile.default_mode and profile.default_mode.value not in ("off", "minimal"):
        return profile.default_mode.value
    offered = profile.modes.value
    return next((mode for mode in ("high", "on") if mode in offered), closest_mode(profile, "high"))


def mode_in_name(profile: Profile | None, said: str) -> str:
    """The mode that an ending of a name means: "-thinking" is the reference mode where there are efforts to choose."""
    if said != "on" or profile is None or "on" in profile.modes.value:
        return said
    return reference_mode(profile)


def least_mode(profile: Profile | None) -> str:
    """Not thinking, or minimal effort where that is the least there is."""
    offered = profile.modes.value if profile else ("off",)
    return "minimal" if "minimal" in offered and "off" not in offered else "off"


def closest_mode(profile: Profile | None, effort: str) -> str:
    """The offered thinking mode nearest to `effort`; `effort` itself where nothing is known."""
    if profile is None or effort in profile.modes.value:
        return effort
    efforts = tuple(mode for mode in profile.modes.value if mode in EFFORTS and mode != "minimal")
    if "on" in profile.modes.value and not efforts:
        return "on"
    return nearest_effort(effort, efforts) or effort


def settle(offer: Offer, profile: Profile | None, asked: str, partner: str | None) -> Mode | Refusal:
    """The mode to answer, or why not. `partner` is the offer to take instead where thinking cannot be switched."""
    if profile is None or asked in profile.modes.value:
        return Mode(asked, asked)
    if asked == "high" and "on" in profile.modes.value:
        return Mode("on", asked, substituted=True)
    if asked == "off":
        return _no_off(offer, profile, partner)
    if profile.modes.value == ("off",):
        text = f"{profile.name} does not think. Its thinking counterpart is another model."
        return Refusal(offer.id, profile.name, asked, "mode_not_offered", text, partner)
    words = ", ".join(profile.modes.value)
    return Refusal(
        offer.id,
        profile.name,
        asked,
        "mode_not_offered",
        f"{profile.name} has no mode {asked}. It offers {words}.",
        closest_mode(profile, "high" if asked == "on" else asked),
    )


def does_not_think(offer: Offer, asked: str) -> Refusal | None:
    """Why no page sets thinking beside this offer: its model is known not to think. Who asks for it by name, as the
    contract lets everybody do of a model without a profile, is answered all the same, with a caveat."""
    if asked == "off" or offer.thinks is not False:
        return None
    return Refusal(offer.id, offer.name, asked, "mode_not_offered", f"{offer.name} does not think.", "off")


def _no_off(offer: Offer, profile: Profile, partner: str | None) -> Refusal:
    if "minimal" in profile.modes.value:
        text = f"{profile.name} has no strict off. Minimal is the least it can think."
        return Refusal(offer.id, profile.name, "off", "thinking_always_on", text, "minimal")
    text = f"Thinking cannot be switched off on {profile.name}."
    if partner:
        text += f" Its partner without thinking is {partner}."
    least = profile.modes.value[0]
    return Refusal(offer.id, profile.name, "off", "thinking_always_on", text, partner or least)
