"""The card's data: notes name known models and presets, every benchmark is explained, every snippet parses."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess

import pytest

from planner.core.models.catalogue import Offer
from planner.sources.facts.models.cards import LANGUAGES, Quickstart, load_benchmarks, load_notes, quickstart
from planner.sources.facts.models.profiles import load_profiles
from planner.sources.facts.presets import load_presets
from planner.sources.facts.toml_reader import read_toml

HOSTS = read_toml("quickstarts.toml")["hosts"]
OFFERS = {
    host: Offer(f"{host}/maker/model-1:x", host, host.title(), "maker/model-1:x", "Model", cards=()) for host in HOSTS
}


def start(host: str) -> Quickstart:
    found = quickstart(OFFERS[host])
    assert found is not None
    return found


@pytest.mark.parametrize("host", HOSTS)
def test_every_snippet_names_the_model_the_address_and_the_key(host: str) -> None:
    code = dict(start(host).code)
    assert list(code) == list(LANGUAGES)
    assert all("maker/model-1:x" in text for text in code.values())
    assert HOSTS[host]["base_url"] in code["shell"]
    assert HOSTS[host]["key"] in code["shell"]
    assert start(host).docs == "" or start(host).docs.startswith("https://")


@pytest.mark.parametrize("host", HOSTS)
def test_python_parses(host: str) -> None:
    ast.parse(dict(start(host).code)["python"])


@pytest.mark.parametrize("host", HOSTS)
def test_the_shells_body_is_json_and_its_quotes_close(host: str) -> None:
    text = dict(start(host).code)["shell"]
    body = re.search(r"-d '(.*)'$", text, re.DOTALL)
    assert body
    assert json.loads(body[1])
    assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0  # noqa: S607


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("api", read_toml("quickstarts.toml")["apis"])
def test_javascript_parses(api: str, tmp_path: object) -> None:
    host = next(name for name, raw in HOSTS.items() if raw["api"] == api)
    file = f"{tmp_path}/start.mjs"
    with open(file, "w", encoding="utf-8") as out:
        out.write(dict(start(host).code)["javascript"])
    done = subprocess.run(["node", "--check", file], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr


def test_a_host_that_is_not_described_has_no_snippet() -> None:
    assert quickstart(Offer("nobody/m", "nobody", "Nobody", "m", "M", cards=())) is None


def test_every_benchmark_of_a_profile_is_explained() -> None:
    named = {row.name for profile in load_profiles().values() for row in profile.benchmarks}
    assert named == set(load_benchmarks())


def test_notes_are_of_known_models_and_uses_of_known_presets() -> None:
    assert set(load_notes()) <= set(load_profiles())
    uses = [use.preset for notes in load_notes().values() for use in notes.uses]
    assert set(uses) <= set(load_presets())
    assert uses
