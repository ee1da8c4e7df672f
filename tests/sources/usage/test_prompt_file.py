"""A file to count is recognised by its content; what is no text is refused in a sentence."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from planner.core.workload import BadInput
from planner.sources.prompts import pdf
from planner.sources.prompts.prompt_file import prompt_in

TOOL = {"name": "find", "inputSchema": {"type": "object"}}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"# Title\n\nSome words.", "text"),
        (b"{not json", "text"),
        (b'{"answer": 42}', "text"),
        (json.dumps({"messages": [{"role": "user", "content": "hi"}]}).encode(), "chat"),
        (json.dumps([{"role": "user", "content": "hi"}]).encode(), "chat"),
        (json.dumps([TOOL]).encode(), "tools"),
        (json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"tools": [TOOL]}}).encode(), "tools"),
        ("grüße".encode("utf-16"), "text"),
        (b'[{"name": "a row", "price": 3}, {"name": "another", "price": 4}]', "text"),
        (b'{"input": "a row", "output": "of data"}', "text"),
        (b'{"contents": "of a book"}', "text"),
    ],
)
def test_the_kind_of_a_file(content: bytes, kind: str) -> None:
    assert prompt_in(content).kind == kind


IMAGE = {"inlineData": {"mimeType": "image/png", "data": "iVBOR"}}


def test_the_request_of_a_responses_api_and_of_gemini() -> None:
    """As their vendors spell them: instructions, messages, images and tools all count."""
    said = {"model": "gpt-5.4", "instructions": "Be brief.", "input": "How much?"}
    responses = prompt_in(json.dumps(said).encode())
    assert [(part.name, part.texts) for part in responses.parts] == [
        ("instructions", ("Be brief.",)),
        ("last_message", ("user", "How much?")),
    ]
    turns = [
        ("user", [{"text": "What is this?"}, IMAGE]),
        ("model", [{"text": "A lamp."}]),
        ("user", [{"text": "Red?"}]),
    ]
    asked = {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [{"role": role, "parts": parts} for role, parts in turns],
        "tools": [{"functionDeclarations": [{"name": "find"}, {"name": "sell"}]}],
    }
    gemini = prompt_in(json.dumps(asked).encode())
    instructions, tools, messages, last = gemini.parts
    assert (instructions.texts, len(tools.tools), last.texts) == (("Be brief.",), 2, ("user", "Red?"))
    assert len(messages.images) == 1 and gemini.answers == ("A lamp.",)


def test_a_column_of_csv() -> None:
    prompt = prompt_in(b"id,question\n1,How much?\n2,When?\n", column="question")
    assert prompt.parts[0].texts == ("How much?\nWhen?",)
    with pytest.raises(BadInput, match="has no column answer"):
        prompt_in(b"id,question\n1,x\n", column="answer")


def test_the_pages_of_a_pdf() -> None:
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 200)
    file = io.BytesIO()
    writer.write(file)
    assert prompt_in(file.getvalue()).parts[0].pdf_pages == 3


def test_a_pdf_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a megabyte may unpack to 60 of text."""
    writer, drawn = PdfWriter(), DecodedStreamObject()
    drawn.set_data(b"BT 1 0 0 1 9 9 Tm " + b"(a) Tj " * 50 + b"ET")
    writer.add_blank_page(200, 200)[NameObject("/Contents")] = writer._add_object(drawn)
    file = io.BytesIO()
    writer.write(file)
    assert prompt_in(file.getvalue()).parts[0].pdf_pages == 1
    monkeypatch.setattr(pdf, "MOST_PARTS", 40)
    with pytest.raises(BadInput, match="more on its pages"):
        prompt_in(file.getvalue())
    monkeypatch.setattr(pdf, "MOST_STEPS", 1)
    steps = pdf.Steps()
    steps()
    with pytest.raises(BadInput, match="more on its pages"):
        steps()


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n\xff", b"a\0b"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput) as error:
        prompt_in(content)
    assert error.value.problems[0].field == "file"
