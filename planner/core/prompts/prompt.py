"""A prompt in parts, as it will be counted: instructions, tool schemas, messages, the last message, or plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

INSTRUCTIONS, TOOLS, MESSAGES, LAST, TEXT = "instructions", "tools", "messages", "last_message", "text"
# What OpenAI's chat format adds, in tokens (OpenAI cookbook, "How to count tokens with tiktoken"): three a message, one
# for its `name`, three that open the answer.
PER_MESSAGE, PER_NAME, PER_ANSWER = 3, 1, 3


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a prompt; width and height in pixels, None where the prompt only links to it."""

    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its texts, the tokens that its chat format adds, the images and PDF pages in it, and its tools."""

    name: str
    texts: tuple[str, ...] = ()
    framing: int = 0
    images: tuple[Image, ...] = ()
    pdf_pages: int = 0
    tools: tuple[Mapping[str, Any], ...] = ()

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was given, and what it was read as: text, chat or tools. `answers`: the texts of the model's own messages,
    which are in the parts too."""

    kind: str
    parts: tuple[Part, ...]
    answers: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        return sum(part.characters for part in self.parts)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of any vendor: OpenAI's function, Anthropic's input_schema, MCP's inputSchema."""

    name: str
    description: str
    schema: Mapping[str, Any]


def plain(text: str, *, pdf_pages: int = 0) -> Prompt:
    """A text alone, or the text of a PDF with its pages."""
    return Prompt("text", (Part(TEXT, (text,), pdf_pages=pdf_pages),))


def prompt_of(data: Mapping[str, Any]) -> Prompt:
    """The prompt in `text`, `messages`, `tools` and `system` (or `instructions`) of a request body.

    Raises ValueError with a sentence where there is nothing to count or a part has not the shape it must have.
    """
    if "text" in data:
        text = data["text"]
        if not isinstance(text, str):
            raise ValueError("text must be text")
        return plain(text)
    messages = _chat(data)
    parts = [*_instructions(data), *_tools(data.get("tools")), *_messages(messages)]
    if not parts:
        raise ValueError("give a text, messages or tools to count")
    kind = "chat" if any(part.name in (MESSAGES, LAST) for part in parts) else "tools"
    return Prompt(kind, tuple(parts), _answers(messages))


def noun_of(prompt: Prompt) -> str:
    """What it is called in a sentence."""
    if prompt.kind in ("text", "chat"):
        return prompt.kind
    return "list of tools" if all(part.name == TOOLS for part in prompt.parts) else "prompt"


INSTRUCTIONS_KEYS = ("system", "instructions", "system_prompt", "prompt", "systemInstruction", "system_instruction")


def _instructions(data: Mapping[str, Any]) -> list[Part]:
    contents = [_content(data[key]) for key in INSTRUCTIONS_KEYS if data.get(key)]
    return [Part(INSTRUCTIONS, tuple(texts), PER_MESSAGE, tuple(images)) for texts, images in contents]


def _chat(data: Mapping[str, Any]) -> object:
    """The messages: `messages`, `input` of OpenAI's Responses API, or `contents` of Gemini's."""
    if "messages" in data:
        return data["messages"]
    messages = data.get("input")
    is_roles = isinstance(messages, list) and all(isinstance(one, Mapping) and "role" in one for one in messages)
    if messages and (is_roles or "model" in data):
        return messages
    contents = data.get("contents")
    if not isinstance(contents, list) or not all(isinstance(one, Mapping) and "parts" in one for one in contents):
        return None
    return [{"role": one.get("role", "user"), "content": one["parts"]} for one in contents]


def _tools(tools: object) -> list[Part]:
    if tools is None:
        return []
    if isinstance(tools, Mapping):
        tools = tools.get("tools", tools)
    if not isinstance(tools, list) or not all(isinstance(tool, Mapping) for tool in tools):
        raise ValueError("tools must be a list of tool schemas")
    if not tools:
        return []
    tools = [one for tool in tools for one in (tool.get("functionDeclarations") or [tool])]
    return [
        Part(
            TOOLS,
            tuple(json.dumps(tool, ensure_ascii=False, separators=(",", ":")) for tool in tools),
            tools=tuple(tools),
        )
    ]


def _messages(messages: object) -> list[Part]:
    if messages is None:
        return []
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    if not isinstance(messages, list) or not all(isinstance(message, Mapping) for message in messages):
        raise ValueError("messages must be a list of messages with role and content")
    system = [one for one in messages if one.get("role") in ("system", "developer")]
    rest = [one for one in messages if one.get("role") not in ("system", "developer")]
    found = []
    if system:
        found.append(_part(INSTRUCTIONS, system))
    if rest[:-1]:
        found.append(_part(MESSAGES, rest[:-1]))
    if rest:
        found.append(_part(LAST, rest[-1:], PER_ANSWER))
    return found


def _answers(messages: object) -> tuple[str, ...]:
    """The model's own messages, one text each."""
    if not isinstance(messages, list):
        return ()
    own = [one for one in messages if one.get("role") in ("assistant", "model")]
    texts = ("\n".join(_content(one.get("content"))[0]) for one in own)
    return tuple(text for text in texts if text)


def _part(name: str, messages: Sequence[Mapping[str, Any]], more: int = 0) -> Part:
    texts: list[str] = []
    images: list[Image] = []
    framing = more
    for message in messages:
        message_texts, message_images = _content(message.get("content"))
        texts += [str(message.get("role", "")), *message_texts]
        images += message_images
        framing += PER_MESSAGE
        if message.get("name"):
            texts.append(str(message["name"]))
            framing += PER_NAME
        if message.get("tool_calls"):
            texts.append(_compact(message["tool_calls"]))
    return Part(name, tuple(texts), framing, tuple(images))


def _content(content: object) -> tuple[list[str], list[Image]]:
    """The texts and images of a message's content: text, or a list of blocks as OpenAI and Anthropic have them."""
    if content is None:
        return [], []
    if isinstance(content, str):
        return [content], []
    if isinstance(content, Mapping) and "parts" in content:
        content = content["parts"]
    if not isinstance(content, list):
        raise ValueError("content must be text or a list of blocks")
    texts: list[str] = []
    images: list[Image] = []
    for block in content:
        block_texts, block_images = _block(block)
        texts += block_texts
        images += block_images
    return texts, images


def _block(block: object) -> tuple[list[str], list[Image]]:
    if isinstance(block, str):
        return [block], []
    if not isinstance(block, Mapping):
        raise ValueError("content must be text or a list of blocks")
    kind = str(block.get("type", "text"))
    inline = block.get("inlineData") or block.get("inline_data") or block.get("fileData")
    if "image" in kind or (isinstance(inline, Mapping) and "image" in str(inline.get("mimeType", inline))[:200]):
        return [], [Image(_pixels(block.get("width")), _pixels(block.get("height")))]
    if isinstance(block.get("text"), str):
        return [block["text"]], []
    if "content" in block:
        return _content(block["content"])
    left = {key: value for key, value in block.items() if key not in ("type", "id", "cache_control")}
    return [_compact(left)], []


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pixels(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def tool_of(raw: Mapping[str, Any]) -> Tool:
    """A tool by any of the three spellings."""
    function = raw.get("function")
    inner: Mapping[str, Any] = function if isinstance(function, Mapping) else raw
    schemas = (inner.get(key) for key in ("parameters", "input_schema", "inputSchema"))
    schema = next((one for one in schemas if isinstance(one, Mapping)), {})
    return Tool(str(inner.get("name", "")), str(inner.get("description") or ""), schema)
