"""No sentence on a page is longer than 25 words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

MOST_WORDS = 25
BLOCKS = frozenset({
    "br", "button", "caption", "dd", "div", "dt", "figcaption", "h1", "h2", "h3", "label", "legend", "li", "option",
    "p", "section", "summary", "td", "th",
})  # fmt: skip
"""Elements that begin a text of their own."""
OWN_LINE = frozenset({"say", "gives", "host", "under", "src", "hint", "at", "door", "menu", "flag"})
"""Classes of elements that stand on a line of their own."""
SILENT = frozenset({"script", "style", "svg", "datalist", "pre", "textarea", "select"})
END = re.compile(r"(?<=[.!?])[”’)]?\s+(?=[A-Z“(\d])")
PAGES = (
    "/", "/plan/chat", "/plan/documents", "/plan/batch?runs=1,000,000", "/plan/agent?open=gpt-5.4&models=gpt-5.4",
    "/plan?preset=research_agent&open=kimi-k2-thinking", "/plan/agent?focus=gpt-5.4&models=gpt-5.4",
    "/plan/chat?runs=x", "/offers", "/offers?q=zzzz", "/models", "/models/gpt-5.4", "/models/kimi-k2-thinking",
    "/budgets", "/budgets/new", "/budgets/new?from=example", "/saved", "/own-offers", "/usage",
    "/usage?example=log", "/method", "/method/words", "/method/validate", "/no-such-page",
)  # fmt: skip


class Texts(HTMLParser):
    """The texts of a page: what a reader sees in one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.piece: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        classes = set((dict(attrs).get("class") or "").split())
        if tag in BLOCKS or classes & OWN_LINE:
            self.end()

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        if tag in BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.piece.append(data)

    def end(self) -> None:
        if text := " ".join("".join(self.piece).split()):
            self.found.append(text)
        self.piece = []


def sentences(html: str) -> Iterator[str]:
    texts = Texts()
    texts.feed(html)
    texts.end()
    for text in texts.found:
        yield from END.split(text)


def words(sentence: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


@pytest.mark.parametrize("path", PAGES)
def test_no_sentence_is_longer_than_25_words(client: FlaskClient, path: str) -> None:
    long = [(words(one), one) for one in sentences(client.get(path).text) if words(one) > MOST_WORDS]
    assert not long, "\n".join(f"{many}: {one}" for many, one in long)


def test_a_long_sentence_is_seen() -> None:
    html = f"<p>{'word ' * 20}and <a href='/'>a link with</a> {'more ' * 4}here. Short.</p><p>Also short</p>"
    assert [words(one) for one in sentences(html)] == [29, 1, 2]
