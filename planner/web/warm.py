"""Preparation for the first reader: every offer ranked for a first plan, the code of lazy pages imported, styles and
scripts compressed, and the vocabularies loaded that a text is counted in."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from threading import Thread

from flask import Flask, current_app
from werkzeug.datastructures import MultiDict

from planner.web.state import catalogue, listed

TEXTS = "planner.vocabularies_to_load"


def warm_up(app: Flask) -> Thread:
    """Begins it in the background and returns the thread; it ends with the server."""
    app.extensions[TEXTS] = True
    thread = Thread(target=_warm_for_good, args=(app,), name="warm", daemon=True)
    thread.start()
    return thread


def _warm_for_good(app: Flask) -> None:
    """Warms up, then excludes all existing objects from garbage collection. Every sixtieth page or so went through all
    of them, which took as long as two pages."""
    warm(app)
    gc.collect()
    gc.freeze()


def expect_text() -> None:
    """Somebody is about to have a text counted: a server makes ready for it in the background, once."""
    if current_app.extensions.pop(TEXTS, None):
        models = listed().opening_set.models
        Thread(target=_load_vocabularies, args=(models,), name="vocabularies", daemon=True).start()


def _load_vocabularies(models: Sequence[str]) -> None:
    """Those of the models that it is counted for: a second of processor and 140 MB, which servers do without where
    nobody counts."""
    from planner.sources.prompts.tokenizers import load_ahead

    load_ahead(models)


def warm(app: Flask) -> None:
    """Open the market, as a search does, rank it for the plan that a bare list is of, and import every lazy view."""
    from planner.web.guard.compression import pack_bundles
    from planner.web.lazy_views import import_all
    from planner.web.offers.form import read_rank_form
    from planner.web.offers.views import ranked

    with app.app_context():
        try:
            ranked(read_rank_form(MultiDict(), catalogue()).plan)
            import_all()
            pack_bundles()
        except Exception:
            # Nobody asked yet; whoever does is told what is wrong.
            app.logger.exception("the list of every offer could not be made ready")
