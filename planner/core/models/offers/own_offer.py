"""What an offer of the user's own is: its kind, its prices, and the listed offer it is like otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["rates", "gateway", "gpus"]


@dataclass(frozen=True, slots=True)
class Gpus:
    """What a deployment costs and does: USD per GPU hour, GPUs, tokens a second of all of them together at the load
    (prompts and answers), and the share of the time that it is used so, 0-1."""

    usd_per_hour: Decimal
    gpus: int
    tokens_per_second: Decimal
    utilisation: Decimal


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """One own offer, named `own/<id>`. `like`: a name of the offer it resembles. By `kind` it has `usd_per_mtok`
    (input, output, cache_read, cache_write), a `fee` on the rates of `like` (0.05 is 5 %), or `gpus`."""

    id: str
    like: str
    kind: Kind = "rates"
    name: str = ""
    usd_per_mtok: tuple[tuple[str, Decimal], ...] = ()
    fee: Decimal = Decimal(0)
    gpus: Gpus | None = None
    note: str = ""
    date: date | None = None
