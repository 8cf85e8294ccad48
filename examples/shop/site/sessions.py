"""What visitors do: the scripts of their sessions, drawn by a given chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from examples.shop.site import catalogue

if TYPE_CHECKING:
    import random

WORDS = ("lamp", "shoes", "coat", "copper", "garden", "glass", "rain", "book")
HIGHEST = len(catalogue.products())
THINKING = 0.15  # seconds between two pages, in the mean: short, so that a short run is full


@dataclass(frozen=True)
class Step:
    """One request of a session, and the pool that is to answer it."""

    method: str
    target: str
    pool: str = "web"
    form: tuple[tuple[str, str], ...] = ()

    def body(self) -> str:
        """Write the form as it is sent."""
        return urlencode(self.form)


def draw(chance: random.Random) -> list[Step]:
    """Draw one session: who browses, who searches, who buys, who uses the app."""
    kinds = {_browse: 36, _search: 18, _buy: 22, _use_app: 24}
    [kind] = chance.choices(list(kinds), list(kinds.values()))
    return kind(chance)


def mean_length(chance: random.Random, draws: int = 2000) -> float:
    """Return how many requests a session has in the mean."""
    return sum(len(draw(chance)) for _ in range(draws)) / draws


def _browse(chance: random.Random) -> list[Step]:
    steps = [_home(), _category(chance)]
    for _ in range(chance.randint(1, 2)):
        steps += [_product(chance), _category(chance)]
    return steps


def _search(chance: random.Random) -> list[Step]:
    words = chance.choice(WORDS)
    search = Step("GET", f"/search?{urlencode({'q': words})}", "search")
    return [_home(), search, _product(chance), _category(chance)]


def _buy(chance: random.Random) -> list[Step]:
    customer = chance.randint(1, catalogue.CUSTOMERS)
    number = chance.randint(1, HIGHEST)
    who = (
        ("mail", catalogue.mail_of(customer)),
        ("password", catalogue.password_of(customer)),
    )
    return [
        _home(),
        _category(chance),
        Step("GET", f"/product/{number}"),
        Step("POST", "/cart/add", form=(("product", str(number)),)),
        Step("GET", "/cart"),
        Step("GET", "/login"),
        Step("POST", "/login", form=who),
        Step("GET", "/checkout", "checkout"),
        Step("POST", "/checkout", "checkout", (("pay", "yes"),)),
    ]


def _use_app(chance: random.Random) -> list[Step]:
    number = chance.randint(1, HIGHEST)
    words = urlencode({"q": chance.choice(WORDS)})
    return [
        Step("GET", "/api/mobile/home", "mobile"),
        Step("GET", f"/api/mobile/search?{words}", "mobile"),
        Step("GET", f"/api/mobile/product/{number}", "mobile"),
        Step("POST", "/api/mobile/cart", "mobile", (("product", str(number)),)),
        Step("GET", "/api/mobile/cart", "mobile"),
    ]


def _home() -> Step:
    return Step("GET", "/")


def _category(chance: random.Random) -> Step:
    return Step("GET", f"/category/{chance.choice(list(catalogue.CATEGORIES))}")


def _product(chance: random.Random) -> Step:
    return Step("GET", f"/product/{chance.randint(1, HIGHEST)}")
