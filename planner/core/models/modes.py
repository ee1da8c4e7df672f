"""Which thinking modes a model has, and which one is used when it lacks the one requested."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.models.catalogue import MODES, Offer, Profile, model_name
from planner.core.results import Refusal
from planner.core.tokens.fitted import nearest_effort
from planner.core.workload import EFFORTS


@dataclass(frozen=True, slots=True)
class Mode:
    """The mode that is used and the one that was requested; `substituted` when they differ."""

    mode: str
    asked: str
    substituted: bool = False


@dataclass(frozen=True, slots=True)
class KnownModes:
    """What is known of an offer's thinking modes: `offered`, in order, and `refused`. A mode in neither is unknown and
    may be asked for. `default` is what the host does without the parameter, None if not known."""

    offered: tuple[str, ...]
    refused: frozenset[str]
    default: str | None


def known_modes(offer: Offer, profile: Profile | None) -> KnownModes:
    """The thinking modes of an offer. A profile names all of them; without one the catalogues' reports are used."""
    if profile:
        return modes_of(profile)
    listed = offer.limits.modes
    refused = frozenset(mode for mode, is_offered in listed.items() if not is_offered)
    default = offer.limits.default_thinking.value
    known = None if default in refused else default
    return KnownModes(tuple(mode for mode in MODES if listed.get(mode) or mode == known), refused, known)


def modes_of(profile: Profile) -> KnownModes:
    """The modes of a model that has a profile: those it names and no others."""
    offered = profile.modes.value
    default = profile.default_mode.value if profile.default_mode else None
    return KnownModes(offered, frozenset(MODES) - set(offered), default)


def expand(asked: tuple[str, ...], offer: Offer, profile: Profile | None) -> list[str]:
    """The modes to answer: `pair` is off and the reference mode, `default` the host's own; each once, in order."""
    modes: list[str] = []
    for word in asked:
        if word == "pair":
            modes += ["off", reference_mode(offer, profile)]
        else:
            modes.append(default_mode(offer, profile) if word == "default" else word)
    return list(dict.fromkeys(modes))


def default_mode(offer: Offer, profile: Profile | None) -> str:
    """What the host does without the parameter; where that is not known, a model that may think is taken to think."""
    known = known_modes(offer, profile)
    if known.default:
        return known.default
    if profile:
        return usual_mode(profile)
    return "off" if offer.thinks is False or known.offered == ("off",) else "on"


def usual_mode(profile: Profile) -> str:
    """The mode a model answers in without a setting; where no default is published, the mode to compare it at."""
    return profile.default_mode.value if profile.default_mode else _reference(modes_of(profile))


def reference_mode(offer: Offer, profile: Profile | None) -> str:
    """The default if it thinks (`minimal` does not count), else high, else on."""
    return _reference(known_modes(offer, profile))


def _reference(known: KnownModes) -> str:
    if known.default not in (None, "off", "minimal"):
        return str(known.default)
    return next((mode for mode in ("high", "on") if mode in known.offered), closest_of(known, "high"))


def mode_in_name(offer: Offer, profile: Profile | None, ending: str) -> str:
    """The mode that an ending of a name means: "-thinking" is the reference mode where there is a choice of effort."""
    if ending != "on" or profile is None or "on" in profile.modes.value:
        return ending
    return reference_mode(offer, profile)


def least_mode(offer: Offer, profile: Profile | None) -> str:
    """Off, or minimal effort where the model has no off."""
    known = known_modes(offer, profile)
    return "minimal" if "minimal" in known.offered and "off" not in known.offered else "off"


def closest_mode(offer: Offer, profile: Profile | None, effort: str) -> str:
    """The offered thinking mode nearest to `effort`; `effort` itself where it is offered or nothing is known of it."""
    return closest_of(known_modes(offer, profile), effort)


def closest_of(known: KnownModes, effort: str) -> str:
    """The same for known modes."""
    if effort not in known.refused:
        return effort
    efforts = tuple(mode for mode in known.offered if mode in EFFORTS and mode != "minimal")
    if "on" in known.offered and not efforts:
        return "on"
    # Where no mode is known to be offered, one that no source denies is named.
    open_to = tuple(mode for mode in EFFORTS if mode not in (*known.refused, "minimal"))
    return nearest_effort(effort, efforts or open_to) or effort


def mode_of(offer: Offer, profile: Profile | None, mode: str) -> str:
    """The mode closest to `mode` that the offer has; without an off, minimal or else its default."""
    known = known_modes(offer, profile)
    if mode not in known.refused:
        return mode
    if mode == "off":
        return "minimal" if "minimal" in known.offered else default_mode(offer, profile)
    return "off" if known.offered == ("off",) else closest_mode(offer, profile, "high" if mode == "on" else mode)


def settle(offer: Offer, profile: Profile | None, asked: str, partner: str | None) -> Mode | Refusal:
    """The mode to answer, or why not. `partner` is the offer to take instead where thinking cannot be switched."""
    known, name = known_modes(offer, profile), model_name(offer, profile)
    if asked not in known.refused and (asked in MODES or profile is None):
        return Mode(asked, asked)
    if asked == "high" and "on" in known.offered:
        return Mode("on", asked, substituted=True)
    if asked == "off":
        return _no_off(offer, name, known, partner)
    if known.offered == ("off",):
        counterpart = " Its thinking counterpart is another model." if profile else ""
        text = f"{name} does not think.{counterpart}"
        return Refusal(offer.id, name, asked, "mode_not_offered", text, partner if profile else "off")
    words = ", ".join(known.offered)
    has = f" It offers {words}." if words else ""
    nearest = closest_mode(offer, profile, "high" if asked == "on" else asked)
    instead = nearest if nearest != asked else next(iter(known.offered), None)
    return Refusal(offer.id, name, asked, "mode_not_offered", f"{name} has no mode {asked}.{has}", instead)


def does_not_think(offer: Offer, asked: str) -> Refusal | None:
    """Why pages show no thinking for this offer: its model is known not to think. The API still estimates a model
    without a profile, with a caveat."""
    if asked == "off" or offer.thinks is not False:
        return None
    return Refusal(offer.id, offer.name, asked, "mode_not_offered", f"{offer.name} does not think.", "off")


def _no_off(offer: Offer, name: str, known: KnownModes, partner: str | None) -> Refusal:
    if "minimal" in known.offered:
        text = f"{name} has no strict off. Minimal is the least it can think."
        return Refusal(offer.id, name, "off", "thinking_always_on", text, "minimal")
    text = f"Thinking cannot be switched off on {name}."
    if partner:
        text += f" Its partner without thinking is {partner}."
    least = next((mode for mode in known.offered if mode != "off"), None) or "on"
    return Refusal(offer.id, name, "off", "thinking_always_on", text, partner or least)


def not_confirmed(offer: Offer, profile: Profile | None, mode: str) -> bool:
    """Whether `mode` is used although no source confirms that the offer has it, for a model that may think."""
    known = known_modes(offer, profile)
    return mode not in known.offered and mode not in known.refused and not (mode == "off" and not offer.thinks)
