"""Memory over many mixed requests: python -m tests.bench.memory [REQUESTS] prints megabytes as they go by.

A real `planner serve` without limits is asked by four clients for plans, lists, models, budgets, counts, logs and saved
things, each time with other figures, so that whatever is kept for the next one is filled and then replaced. SHARES says
how many of a thousand are of which kind: of 100,000 the dearest (a log) are 200 and the kinds that take 20 to 45 ms 800
to 1,500 each, more than any cache of theirs keeps, so that a run takes about 7 minutes of processor. Exit code 1 where
an answer has status 500 or more, or memory grows by more than a tenth after the first fifth.
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

REQUESTS, CLIENTS, STEPS = 100_000, 4, 10
MOST_GROWTH = 1.10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
WORDS = ("gpt", "claude", "gemini", "deepseek", "kimi", "glm", "grok", "llama", "qwen", "mistral", "mini", "pro")
LOG = "model,prompt_tokens,completion_tokens\n"
Sent = tuple[str, str, str, dict[str, str]]
"""Method, address, body, headers."""


SHARES = {
    "plan": 15, "offers": 8, "models": 8, "log": 2, "budget": 10, "save": 15, "estimate": 25, "saved list": 20,
    "saved page": 40, "delete": 10, "own runs": 10, "closed link": 40, "count": 40, "search": 250, "health": 507,
}  # fmt: skip
"""How many of a thousand requests are of each kind."""
HTMX = {"HX-Request": "true"}


def one_of_many(kind: str, number: int, chance: random.Random, saved: list[str]) -> Sent:
    """A request of `kind` with figures of its own; `saved`: ids of plans that this client saved."""
    figure, word = chance.randrange(1, 1_000_000), chance.choice(WORDS)
    some = chance.choice(saved) if saved else "none"
    run = {"task_class": "everyday_qa", "runs_per_day": figure, "input_tokens": 1 + figure % 9_000}
    asked = {"workload": run, "offers": ["openai/gpt-5.4"], "thinking": ["off", "high"]}
    means = {
        "model": "gpt-5.4",
        "runs": "5",
        "task_class": "everyday_qa",
        "thinking": "high",
        "visible_tokens": str(figure),
    }
    return {
        "plan": ("GET", f"/plan/results?{urlencode({'own': figure, 'models': 'openai/gpt-5.4'})}", "", HTMX),
        "offers": ("GET", f"/offers/results?{urlencode({'q': word})}", "", HTMX),
        "models": ("GET", f"/models?{urlencode({'q': word})}", "", {}),
        "log": ("POST", "/api/v1/usage", LOG + f"gpt-5.4,{figure},{figure % 900}\n" * 20, {"Content-Type": "text/csv"}),
        "budget": ("POST", "/budgets/results", urlencode(one_line(l0__runs=str(figure))), FORM | HTMX),
        "save": ("POST", "/saved", urlencode({"plan": f"{PLAN}&own={figure}", "name": f"Plan {number}"}), FORM),
        "estimate": ("POST", "/api/v1/estimate", json.dumps(asked), JSON),
        "saved list": ("GET", "/saved", "", {}),
        "saved page": ("GET", f"/saved/{some}", "", {}),
        "delete": ("POST", f"/saved/{some}/delete", "", FORM),
        "own runs": ("POST", "/own-runs", urlencode(means), FORM),
        "closed link": ("GET", f"/s/{figure}", "", {}),
        "count": ("POST", "/api/v1/count", json.dumps({"text": f"{word} " * (figure % 500)}), JSON),
        "search": ("GET", f"/search?{urlencode({'q': f'{word} {figure % 97}'})}", "", {}),
        "health": ("GET", "/healthz", "", {}),
    }[kind]


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
                (kind,) = self.chance.choices(list(SHARES), list(SHARES.values()))
                method, address, body, headers = one_of_many(kind, number, self.chance, self.saved)
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
