"""A name split into its parts: the host, the model, an effort, and what is ignored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.core.models.names.name_index import NameIndex
from planner.core.models.names.spelling import (
    AWS_ID,
    AWS_PLACE,
    DATE_END,
    EFFORT_END,
    EFFORT_TAILS,
    ROUTE_END,
    VERSION_END,
    VERSION_TAILS,
    WINDOW_END,
    slug,
)

LONGEST_NAME = 300
MOST_FORMS = 12
PUBLISHER = re.compile(r"(?:^|.*/)publishers/(?P<vendor>[^/]+)/models/(?P<model>.+)$")
FINE_TUNED = re.compile(r"((?:^|[/:])ft:[^:]+):.*$")
"""A fine-tuned model's organisation and its own id, which change no price."""
FIREWORKS = re.compile(r"(?:^|.*/)accounts/fireworks/(?:models|routers)/(?P<model>.+)$")


@dataclass(frozen=True, slots=True)
class Form:
    """The model part of a name without some endings; `thinking`: the mode in an ending, None for none."""

    text: str
    thinking: str | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """`host`: the host in the name, by id; `unpriced`: a host that is not in the price list, by name; `vendor`: the
    part before the model in a router's spelling; `rest`: the model as the host spells it, in lower case."""

    rest: str
    host: str = ""
    unpriced: str = ""
    vendor: str = ""
    left_out: tuple[str, ...] = ()


def take_apart(index: NameIndex, name: str) -> Parts:
    """The host, vendor and model in `name`, as far as it has them."""
    text = FINE_TUNED.sub(r"\1", name.strip().casefold().lstrip("~"))
    if "arn:aws" in text:
        return Parts(text.rpartition("/")[2], host="aws", left_out=("ARN",))
    if match := PUBLISHER.match(text):
        return Parts(match["model"], host="google", vendor=match["vendor"])
    if match := FIREWORKS.match(text):
        return Parts(match["model"], host="fireworks")
    return _own_prefix(index, _paths(index, Parts(text)))


def _paths(index: NameIndex, parts: Parts) -> Parts:
    """The parts before slashes and colons, one after another, as long as they say a host, a route or a vendor."""
    while True:
        word, rest = _first_part(index, parts.rest)
        if not rest:
            return parts
        if word in index.catalogue.hosts.routes or (parts.host == "aws" and AWS_PLACE.fullmatch(word)):
            parts = replace(parts, rest=rest, left_out=(*parts.left_out, word))
        elif parts.host and not parts.unpriced:
            return parts
        elif word in index.catalogue.hosts.unpriced and not parts.unpriced:
            parts = replace(parts, rest=rest, unpriced=index.catalogue.hosts.unpriced[word])
        elif word in index.hosts and not parts.vendor:
            parts = replace(parts, rest=rest, host=index.hosts[word], vendor=word)
        elif word in index.vendors and not parts.vendor:
            parts = replace(parts, rest=rest, vendor=word)
        else:
            return parts


def _first_part(index: NameIndex, text: str) -> tuple[str, str]:
    """The part before the first slash, or before a colon if it is a host; two parts where only both are a host."""
    word, _, rest = text.partition("/")
    before, colon, after = text.partition(":")
    if colon and len(before) < len(word) and (before in index.hosts or before in index.catalogue.hosts.unpriced):
        return before, after.lstrip("/")
    second, slash, further = rest.partition("/")
    if slash and f"{word}/{second}" in index.hosts:
        return f"{word}/{second}", further
    return word, rest


def _own_prefix(index: NameIndex, parts: Parts) -> Parts:
    """Ids whose beginning identifies their host: AWS, Databricks, Cloudflare."""
    if not parts.host and not parts.unpriced and not parts.vendor:
        if AWS_ID.match(parts.rest) and "aws" in index.rules:
            return replace(parts, host="aws")
        for prefix, host in index.prefixes:
            if parts.rest.startswith(prefix):
                return replace(parts, host=host)
    return parts


def forms(text: str) -> Iterator[Form]:
    """The model as it is written, then with its endings left out, the fewest first: date, version, window, effort."""
    texts = dict.fromkeys((text, slug(text)))
    seen, waiting = set(texts), [Form(one) for one in texts]
    for form in waiting:
        yield form
        for shorter in _shorter(form):
            if shorter.text not in seen and len(waiting) < MOST_FORMS:
                seen.add(shorter.text)
                waiting.append(shorter)


def _shorter(form: Form) -> Iterator[Form]:
    """The form with one ending less."""
    text = form.text
    is_number = text[-1:].isdigit()
    endings = (
        (":" in text, ROUTE_END, "route"),
        (text.endswith(("]", "1m", "k")), WINDOW_END, "context window"),
        (is_number, DATE_END, "date"),
        (is_number or text.endswith(VERSION_TAILS), VERSION_END, "version"),
    )
    for may_be, pattern, what in endings:
        found = pattern.match(text) if may_be else None
        if found:
            yield replace(form, text=found[1], left_out=(*form.left_out, what))
    says = form.thinking is None and text.endswith(EFFORT_TAILS)
    effort = EFFORT_END.match(text) if says else None
    # gpt-5.1-codex-max is a model of its own, not codex at max effort.
    is_codex_max = effort is not None and effort["plain"] == "max" and effort["model"].endswith("codex")
    if effort and not is_codex_max:
        mode = "off" if effort["off"] else effort["after"] or effort["plain"] or "on"
        yield replace(form, text=effort["model"], thinking=mode)


def said_effort(form: Form, offer_id: str) -> str | None:
    """The effort in a name that a rule of the list matched as a whole ("o3-mini-high"); None where the offer's own id
    has the word too."""
    if form.thinking is not None:
        return form.thinking
    match = next((shorter for shorter in _shorter(form) if shorter.thinking is not None), None)
    if match is None:
        return None
    ending = form.text[len(match.text) + 1 :]
    return None if ending in offer_id else match.thinking
