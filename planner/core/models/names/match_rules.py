"""The price list's own rules for which names mean which of a host's offers, as data, with a quick look-up.

A rule that matches a beginning or a part would also match other models ("gemini-3.6-flash" in "gemini-3.6-flash-lite").
So the rest of the name must be a date, a version or a word that does not distinguish models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["equals", "starts", "ends", "contains", "regex", "any", "all"]

PLAIN_REST = re.compile(r"(?:[-_@:](?:\d{1,8}|v\d+|latest|preview|exp|experimental|beta|stable|default|p))*")
"""What may follow the text of a rule without making it another model."""
SIZED_REST = re.compile(r"\d+b(?:-[a-z]\d+b)?(?:-it)?(?:-qat)?")
"""What may follow a rule that ends in "-": the list means every size ("gemma-3-")."""
PLAIN_HEAD = re.compile(r"(?:[a-z-]+[./])*(?:text-|omni-)?")
"""What may stand before the text of a rule: regions and vendors."""
ONE_NUMBER = re.compile(r"[a-z]+-\d")
"""A text whose only number may be followed by a minor version: claude-2 of claude-2.1."""
LAST_DIGITS = re.compile(r"-\d+$")
COMPACT_DATE = re.compile(r"(?<=[-@])(20\d\d)([01]\d)([0-3]\d)(?!\d)")
DASHED_DATE = re.compile(r"(?<=[-@])(20\d\d)-([01]\d)-([0-3]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class MatchRule:
    """One test of a name in lower case; `parts` of "any" and "all", `text` of the others."""

    kind: Kind
    text: str = ""
    parts: tuple[MatchRule, ...] = ()


def alternatives(rule: MatchRule) -> Iterator[MatchRule]:
    """The tests of which any one will do."""
    if rule.kind == "any":
        for part in rule.parts:
            yield from alternatives(part)
    else:
        yield rule


@dataclass(slots=True)
class RuleBook:
    """The rules of one host, by kind. Built once; the first offer in the list's order wins among equals."""

    equal: dict[str, str] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    both: list[tuple[str, tuple[re.Pattern[str], ...], str]] = field(default_factory=list)

    def offer_id(self, name: str) -> str | None:
        """The offer that the list's rules mean by `name` (lower case), dates in either way of writing; else None."""
        return next((found for form in dated(name) if (found := self._one(form))), None)

    def _one(self, name: str) -> str | None:
        return self._whole(name) or self._beginning(name) or self._inside(name)

    def _whole(self, name: str) -> str | None:
        if name in self.equal:
            return self.equal[name]
        for pattern, offer_id in self.patterns:
            match = pattern.search(name)
            if match and PLAIN_REST.fullmatch(name[match.end() :].lstrip("0123456789")):
                return offer_id
        return None

    def _beginning(self, name: str) -> str | None:
        for end in range(len(name), 2, -1):
            start = name[:end]
            if start in self.starts and _is_plain(start, name[end:]):
                return self.starts[start]
        for start, patterns, offer_id in self.both:
            begins = name.startswith(start) and _is_plain(start, name[len(start) :])
            if begins and all(pattern.search(name) for pattern in patterns):
                return offer_id
        return None

    def _inside(self, name: str) -> str | None:
        found = [part for part in self.parts if part in name and _fits(name, part)]
        if found:
            return self.parts[max(found, key=len)]
        ends = [end for end in self.ends if name.endswith(end) and PLAIN_HEAD.fullmatch(name[: -len(end)])]
        return self.ends[max(ends, key=len)] if ends else None


def _fits(name: str, part: str) -> bool:
    head, _, rest = name.partition(part)
    return bool(PLAIN_HEAD.fullmatch(head)) and _is_plain(part, rest)


def _is_plain(text: str, rest: str) -> bool:
    """Whether `rest`, found after the text of a rule, names no other model. A date may begin inside the text."""
    if text[-1] in "-@":
        return text.endswith("ft-") or bool(SIZED_REST.fullmatch(rest) or PLAIN_REST.fullmatch(f"-{rest}"))
    digits = LAST_DIGITS.search(text)
    if digits and rest[:1].isdigit():
        joined = digits.group() + rest
        return len(joined) > 4 and joined[1:5].isdigit() and bool(PLAIN_REST.fullmatch(joined))
    if ONE_NUMBER.fullmatch(text) and rest[:1] == ".":
        return rest[1:].isdigit()
    return bool(PLAIN_REST.fullmatch(rest))


def dated(name: str) -> Iterator[str]:
    """The name, then with its dates in the other spelling: 20251101 and 2025-11-01."""
    yield name
    if "20" not in name:
        return
    dashed = COMPACT_DATE.sub(r"\1-\2-\3", name)
    if dashed != name:
        yield dashed
    compact = DASHED_DATE.sub(r"\1\2\3", name)
    if compact != name:
        yield compact


def rule_book(rules: Iterable[tuple[MatchRule, str]]) -> RuleBook:
    """The look-up of a host's rules, each with the id of its offer, in the order of the list."""
    book = RuleBook()
    for rule, offer_id in rules:
        for one in alternatives(rule):
            _add(book, one, offer_id)
    return book


def _add(book: RuleBook, rule: MatchRule, offer_id: str) -> None:
    text = rule.text.casefold()
    tables = {"equals": book.equal, "starts": book.starts, "contains": book.parts, "ends": book.ends}
    if rule.kind in tables:
        tables[rule.kind].setdefault(text, offer_id)
    elif rule.kind == "regex":
        book.patterns.append((re.compile(rule.text), offer_id))
    elif rule.kind == "all":
        starts = [part.text.casefold() for part in rule.parts if part.kind == "starts"]
        patterns = tuple(re.compile(part.text) for part in rule.parts if part.kind == "regex")
        if len(starts) == 1 and len(starts) + len(patterns) == len(rule.parts):
            book.both.append((starts[0], patterns, offer_id))
