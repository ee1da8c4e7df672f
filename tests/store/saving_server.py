"""A real server that does one thing, to be killed by a test: POST saves a plan and answers 201 with its id.

python saving_server.py DATABASE prints its address and serves until it is killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask
from waitress.server import create_server

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from planner.store import scenarios
from planner.web import settings, workspace
from tests.store.build import NOW, draft

THREADS = 8


def create_app(database: str) -> Flask:
    """The workspace and the store alone: no catalogue, no pages."""
    app = Flask("planner")
    settings.init_app(app, {"DATABASE": database, "CLOCK": lambda: NOW})
    workspace.init_app(app)

    @app.post("/")
    def save() -> tuple[str, int]:
        owner = workspace.ensure_workspace()
        made = scenarios.create(workspace.store(), owner, "A plan", draft(snapshot={"x": "y" * 20_000}), now=NOW)
        return made.id, 201

    return app


if __name__ == "__main__":
    server = create_server(create_app(sys.argv[1]), host="127.0.0.1", port=0, threads=THREADS)
    print(f"http://127.0.0.1:{server.effective_port}/", flush=True)
    server.run()
