"""Newer prices while the server runs, switched on by PLANNER_REFRESH_PRICES=1; otherwise nothing is fetched.

genai-prices' own background task fetches its published list once an hour. A list is used only if it can be read in
full; otherwise prices stay as they are, and the age that is shown says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from planner.core.models.catalogue import Catalogue, Offer
from planner.sources.prices.checks import newest_check

if TYPE_CHECKING:
    # Loading the list takes as long as half the server: what refreshes nothing does without.
    from genai_prices import UpdatePrices
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import Provider

VARIABLE = "PLANNER_REFRESH_PRICES"
LEAST_SHARE = 0.5
"""A list with fewer of the known offers than this is taken for a broken one."""

Clock = Callable[[], datetime]
Fetch = Callable[[], "DataSnapshot | None"]


@dataclass(frozen=True, slots=True)
class PriceAge:
    """How old the price list is. `checked`: newest day on which any price in it was checked, `days` since then, both
    None if not known; `fetched`: when a refresh last brought prices (UTC), None if none did; `problem`: a sentence
    while the last refresh failed, else empty; `text`: all of it for a reader."""

    source: str
    checked: date | None
    days: int | None
    fetched: datetime | None
    problem: str
    text: str


@dataclass(frozen=True, slots=True)
class News:
    """The state of refreshing: the catalogue in use, when it was fetched, and what went wrong since."""

    catalogue: Catalogue
    fetched: datetime | None = None
    problem: str = ""


class LivePrices:
    """A catalogue that may be refreshed. Prices change under a running server, so readers take `news` once and have one
    consistent state."""

    def __init__(self, catalogue: Catalogue, *, clock: Clock, fetch: Fetch | None = None) -> None:
        self.news = News(catalogue)
        self._clock = clock
        self._fetch = fetch or _published
        self._task: UpdatePrices | None = None

    def start(self) -> None:
        """Fetches now and once an hour, in the background."""
        from genai_prices import UpdatePrices

        class Task(UpdatePrices):
            fetch = staticmethod(self.fetch)

        self._task = Task()
        self._task.start()

    def stop(self) -> None:
        """No more fetches; prices stay as they are."""
        if self._task:
            self._task.stop()  # type: ignore[no-untyped-call]

    def wait(self, seconds: float) -> bool:
        """Whether prices came in within so many seconds; False where nothing is fetched."""
        return self._task is not None and self._task.wait(seconds)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue at the newest prices."""
        return self.news.catalogue

    def fetch(self) -> DataSnapshot | None:
        """Called by the background task. Takes over what came; raises what went wrong, after noting it."""
        try:
            snapshot = self._fetch()
            self.news = _taken_over(self.news.catalogue, snapshot, self._clock().astimezone(UTC))
        except Exception as error:
            self.news = replace(self.news, problem=_sentence(error, self._clock()))
            raise
        return snapshot

    def age(self) -> PriceAge:
        """The age of the prices in use."""
        news = self.news
        return price_age(news.catalogue, self._clock(), fetched=news.fetched, problem=news.problem)


def _published() -> DataSnapshot | None:
    """The list of genai-prices, fetched."""
    from genai_prices import UpdatePrices

    return UpdatePrices().fetch()


class ListError(ValueError):
    """A fetched price list that is not fit to be used."""


def wanted(environ: Mapping[str, str]) -> bool:
    """Whether the environment switches refreshes on. Raises ValueError for a value other than 1 or 0."""
    text = environ.get(VARIABLE, "0").strip()
    if text not in ("0", "1"):
        raise ValueError(f"{VARIABLE} must be 1 or 0, not {text!r}")
    return text == "1"


def open_prices(
    catalogue: Catalogue,
    environ: Mapping[str, str],
    *,
    clock: Clock,
    fetch: Fetch | None = None,
    start: bool = True,
) -> LivePrices:
    """The prices of a server: refreshed in the background where the environment switches it on, unless `start` is
    False; else never refreshed."""
    prices = LivePrices(catalogue, clock=clock, fetch=fetch)
    if wanted(environ) and start:
        prices.start()
    return prices


def _taken_over(catalogue: Catalogue, snapshot: DataSnapshot | None, now: datetime) -> News:
    """The catalogue at fetched prices. Raises ListError for nothing, for far fewer offers than are known, and for a
    list that is older than the one in use."""
    from planner.sources.catalogue import joined

    source = f"genai-prices, fetched {_moment(now)}"
    offers = offers_from(snapshot.providers if snapshot else (), source)
    kept = len(offers.keys() & catalogue.offers.keys())
    if kept < LEAST_SHARE * len(catalogue.offers):
        raise ListError(f"the list holds {kept:,} of {len(catalogue.offers):,} known offers")
    checked, in_use = newest_check(offers.values(), today=now.date()), catalogue.prices_checked
    if in_use and (checked is None or checked < in_use):
        text = f"the list is of {_day(checked)}" if checked else "the list has no date"
        raise ListError(f"{text}, and the one in use is of {_day(in_use)}")
    fresh = replace(
        catalogue,
        offers=joined(offers, catalogue.profiles),
        prices_version=source,
        prices_checked=checked,
    )
    return News(fresh, fetched=now)


def offers_from(providers: Sequence[Provider], source: str) -> dict[str, Offer]:
    """Every offer of a fetched list by its id."""
    from planner.sources.prices.genai import offer_of

    offers = (offer_of(provider, model, source) for provider in providers for model in provider.models)
    return {offer.id: offer for offer in offers}


def price_age(catalogue: Catalogue, now: datetime, *, fetched: datetime | None = None, problem: str = "") -> PriceAge:
    """How old the catalogue's prices are at `now` (aware), in figures and in words."""
    checked = catalogue.prices_checked
    days = (now.astimezone(UTC).date() - checked).days if checked else None
    text = f"Prices: {catalogue.prices_version}"
    if checked and days is not None:
        text += f", list of {_day(checked)} ({_ago(days)})"
    return PriceAge(catalogue.prices_version, checked, days, fetched, problem, f"{text}. {problem}".strip())


def _sentence(error: Exception, now: datetime) -> str:
    why = f"{error}" if isinstance(error, ListError) else "the list could not be fetched or read"
    return f"The refresh of {_moment(now.astimezone(UTC))} failed: {why}. These are the prices from before."


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())} {moment:%H:%M} UTC"
