"""Times of day as people type them: 20:00, 8pm, 20h30, 20.30, noon."""

from __future__ import annotations

import re

from planner.core.number_text import TwoReadings

NO_TIME = "Type a time of day"
NAMED = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
HALF_DAY = 12
TIME = re.compile(
    r"""(?P<hour>\d{1,2}) \s* (?: [:.h] \s* (?P<minute>[0-5]\d)? | (?P<joined>[0-5]\d) )?
        (?: :[0-5]\d )? \s* (?P<half>[ap])? (?:\.?m\.?)? \s* (?P<word>h|hrs?|uhr|o['’]clock)?""",
    re.VERBOSE | re.IGNORECASE,
)


def read_clock(text: str) -> int:
    """Minutes after midnight. Raises TwoReadings for an hour that may be of the morning or of the evening, ValueError
    with a sentence for what is no time of day."""
    plain = " ".join(text.casefold().split())
    if plain in NAMED:
        return NAMED[plain]
    match = TIME.fullmatch(plain)
    if not match or (match["half"] is None and "m" in plain):
        raise ValueError(NO_TIME)
    hour, minute = int(match["hour"]), int(match["minute"] or match["joined"] or 0)
    if match["half"]:
        return _of_half(hour, minute, match["half"])
    if hour > 24 or (hour == 24 and minute):
        raise ValueError(NO_TIME)
    is_bare = plain.isdigit() and match["joined"] is None and plain[0] != "0"
    if (is_bare or "clock" in plain) and 0 < hour < HALF_DAY:
        raise TwoReadings(text.strip(), (_written(hour, minute), _written(hour + HALF_DAY, minute)))
    return (hour * 60 + minute) % (24 * 60)


def _of_half(hour: int, minute: int, half: str) -> int:
    """Minutes after midnight of 8 pm; 12 am is midnight."""
    if not 0 < hour <= HALF_DAY:
        raise ValueError(NO_TIME)
    return (hour % HALF_DAY + (HALF_DAY if half == "p" else 0)) * 60 + minute


def _written(hour: int, minute: int) -> str:
    return f"{hour:02}:{minute:02}"
