"""Preparation for the first reader: every offer ranked for a first plan, the code of lazy pages imported, and styles
and scripts compressed."""

from __future__ import annotations

import gc
from threading import Thread

from flask import Flask
from werkzeug.datastructures import MultiDict


def warm_up(app: Flask) -> Thread:
    """Begins it in the background and returns the thread; it ends with the server."""
    thread = Thread(target=_warm_for_good, args=(app,), name="warm", daemon=True)
    thread.start()
    return thread


def _warm_for_good(app: Flask) -> None:
    """Warms up, then excludes all existing objects from garbage collection. Every sixtieth page or so went through all
    of them, which took as long as two pages."""
    warm(app)
    gc.collect()
    gc.freeze()


def warm(app: Flask) -> None:
    """Open the market, as a search does, rank it for the plan that a bare list is of, and import every lazy view."""
    from planner.web.guard.compression import pack_bundles
    from planner.web.lazy_views import import_all
    from planner.web.offers.form import read_rank_form
    from planner.web.offers.views import ranked
    from planner.web.state import catalogue

    with app.app_context():
        try:
            ranked(read_rank_form(MultiDict(), catalogue()).plan)
            import_all()
            pack_bundles()
        except Exception:
            # Nobody asked yet; whoever does is told what is wrong.
            app.logger.exception("the list of every offer could not be made ready")
