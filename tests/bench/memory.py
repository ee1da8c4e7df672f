"""Memory over many mixed requests: python -m tests.bench.memory [REQUESTS] prints megabytes as they go by.

A real `planner serve` without limits is asked by four clients for plans, lists, models, budgets, counts, logs and saved
things, each time with other figures, so that whatever is kept for the next one is filled and then replaced. Exit code 1
where an answer has status 500 or more, or memory grows by more than a tenth after the first fifth.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.measure import megabytes
from tests.bench.server import NO_LIMITS
from tests.web.budgets.parts import one_line
from tests.web.saved.parts import PLAN

REQUESTS, CLIENTS, STEPS = 20_000, 4, 10
MOST_GROWTH = 1.10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
WORDS = ("gpt", "claude", "gemini", "deepseek", "kimi", "glm", "grok", "llama", "qwen", "mistral", "mini", "pro")
LOG = "model,prompt_tokens,completion_tokens\n"
Sent = tuple[str, str, str, dict[str, str]]
"""Method, address, body, headers."""


def one_of_many(number: int, chance: random.Random, saved: list[str]) -> Sent:
    """A request of its own; every eighth or so changes what is stored."""
    figure, word = chance.randrange(1, 1_000_000), chance.choice(WORDS)
    run = {"task_class": "everyday_qa", "runs_per_day": figure, "input_tokens": 1 + figure % 9_000}
    asked = {"workload": run, "offers": ["openai/gpt-5.4"], "thinking": ["off", "high"]}
    some = chance.choice(saved) if saved else "none"
    kinds: tuple[Sent, ...] = (
        ("GET", f"/plan/results?{urlencode({'own': figure, 'models': 'openai/gpt-5.4'})}", "", {"HX-Request": "true"}),
        ("GET", f"/offers/results?{urlencode({'q': word})}", "", {"HX-Request": "true"}),
        ("GET", f"/search?{urlencode({'q': f'{word} {figure % 97}'})}", "", {}),
        ("GET", f"/models?{urlencode({'q': word})}", "", {}),
        ("GET", "/saved", "", {}),
        ("GET", f"/saved/{some}", "", {}),
        ("GET", f"/s/{figure}", "", {}),
        ("GET", "/healthz", "", {}),
        ("POST", "/api/v1/estimate", json.dumps(asked), JSON),
        ("POST", "/api/v1/count", json.dumps({"text": f"{word} " * (figure % 500)}), JSON),
        ("POST", "/api/v1/usage", LOG + f"gpt-5.4,{figure},{figure % 900}\n" * 20, {"Content-Type": "text/csv"}),
        ("POST", "/budgets/results", urlencode(one_line(l0__runs=str(figure))), FORM | {"HX-Request": "true"}),
        ("POST", "/saved", urlencode({"plan": f"{PLAN}&own={figure}", "name": f"Plan {number}"}), FORM),
        ("POST", f"/saved/{some}/delete", "", FORM),
        ("POST", "/own-runs", urlencode({"model": "gpt-5.4", "runs": "5", "task_class": "rag"}), FORM),
    )
    return chance.choice(kinds)


class Client:
    """A browser with a cookie of its own; it holds state, as a browser does."""

    def __init__(self, host: str, seed: int) -> None:
        self.host, self.chance, self.cookie = host, random.Random(seed), ""  # noqa: S311 - not a secret
        self.saved: list[str] = []

    def ask(self, count: int) -> Counter[int]:
        """How often which status."""
        found: Counter[int] = Counter()
        with closing(http.client.HTTPConnection(self.host, timeout=300)) as server:
            for number in range(count):
                method, address, body, headers = one_of_many(number, self.chance, self.saved)
                server.request(method, address, body or None, headers | {"Cookie": self.cookie})
                answer = server.getresponse()
                answer.read()
                found[answer.status] += 1
                self._remember(address, answer.headers)
        return found

    def _remember(self, address: str, headers: http.client.HTTPMessage) -> None:
        key = re.match(r"workspace=[^;]+", headers["Set-Cookie"] or "")
        self.cookie = key[0] if key else self.cookie
        made = re.match(r"/saved/([0-9a-f]{32})", headers["Location"] or "") if address == "/saved" else None
        self.saved = [*self.saved[-50:], made[1]] if made else self.saved


def main(arguments: list[str]) -> int:
    requests = int(arguments[0]) if arguments else REQUESTS
    statuses: Counter[int] = Counter()
    sizes: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        own = {**os.environ, **NO_LIMITS, "PLANNER_DATABASE": str(Path(folder, "memory.sqlite3"))}
        own |= {f"PLANNER_{name}": "0" for name in ("VISITOR_MEGABYTES", "QUOTA_PLANS", "QUOTA_REVISIONS", "QUOTA_MB")}
        command = [sys.executable, "-m", "planner", "serve", "--port", "0"]
        with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                assert server.stdout
                found = re.search(r"http://(\S+)", server.stdout.readline())
                assert found, "the server did not say where it is"
                clients = [Client(found[1], seed) for seed in range(CLIENTS)]
                for step in range(STEPS):
                    with ThreadPoolExecutor(CLIENTS) as pool:
                        for one in pool.map(lambda client: client.ask(requests // STEPS // CLIENTS), clients):
                            statuses += one
                    sizes.append(megabytes(server.pid))
                    print(f"{(step + 1) * requests // STEPS:>8,} requests {sizes[-1]:6.0f} MB", flush=True)
            finally:
                server.terminate()
    growth = sizes[-1] / sizes[STEPS // 5 - 1]
    bad = sum(count for status, count in statuses.items() if status >= 500)
    print(f"{sum(statuses.values()):,} mixed requests, statuses {dict(sorted(statuses.items()))}")
    print(f"memory after all {growth:.2f} times that after the first fifth, {bad} answered with 500 or more")
    return int(bad > 0 or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
