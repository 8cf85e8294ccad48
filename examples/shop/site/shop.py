"""What the shop answers to a request: every page and every call of the mobile API."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from examples.shop.site import pages
from examples.shop.site.catalogue import CATEGORIES
from examples.shop.site.messages import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from examples.shop.site.database import Store
    from examples.shop.site.messages import Request

COOKIE = "visit"
PAY = '<form method="post" action="/checkout"><button>Buy now</button></form>'
TO_CHECKOUT = '<a class="button" href="/checkout">To the checkout</a>'


@dataclass(frozen=True)
class Shop:
    """Answers requests out of a store; all state lives there, so any process can answer."""

    server: str
    store: Store
    tokens: Callable[[], str]  # a new number of a visit or an order, which nobody guesses

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        parts = [part for part in request.path.split("/") if part]
        if parts[:2] == ["api", "mobile"]:
            return self._api(request, parts[2:])
        name = parts[0] if parts else "home"
        pages_by_name: dict[str, Callable[[Request, list[str]], Response]] = {
            "home": self._home,
            "category": self._category,
            "product": self._product,
            "search": self._search,
            "cart": self._cart,
            "login": self._login,
            "account": self._account,
            "checkout": self._checkout,
        }
        if name in pages_by_name:
            return pages_by_name[name](request, parts[1:])
        return self._missing()

    def _page(self, title: str, content: str, *, words: str = "", here: str = "") -> Response:
        framed = pages.page(title, content, server=self.server, words=words, here=here)
        return Response(200, framed)

    def _missing(self) -> Response:
        content = pages.plain("There is no such page.")
        return Response(404, pages.page("Not found", content, server=self.server))

    def _home(self, request: Request, rest: list[str]) -> Response:
        return self._page("Offers of the week", pages.cards(self.store.offers()))

    def _category(self, request: Request, rest: list[str]) -> Response:
        if len(rest) != 1 or rest[0] not in CATEGORIES:
            return self._missing()
        content = pages.cards(self.store.in_category(rest[0]))
        return self._page(rest[0].capitalize(), content, here=rest[0])

    def _product(self, request: Request, rest: list[str]) -> Response:
        found = self.store.product(int(rest[0])) if rest and _is_number(rest[0]) else None
        if found is None:
            return self._missing()
        return self._page(found.name, pages.product(found), here=found.category)

    def _search(self, request: Request, rest: list[str]) -> Response:
        words = request.field("q").strip()
        found = self.store.search(words)
        return self._page(f"Search: {words}", pages.cards(found), words=words)

    def _cart(self, request: Request, rest: list[str]) -> Response:
        visit = request.cookie(COOKIE)
        if rest == ["add"] and request.method == "POST":
            return self._put(request, visit or self.tokens(), _see("/cart"))
        return self._page("Cart", pages.basket(self.store.basket(visit), button=TO_CHECKOUT))

    def _put(self, request: Request, visit: str, done: Response) -> Response:
        chosen = request.field("product")
        if not _is_number(chosen) or self.store.product(int(chosen)) is None:
            return self._missing()
        self.store.put(visit, int(chosen))
        return _remembering(done, visit)

    def _login(self, request: Request, rest: list[str]) -> Response:
        if request.method != "POST":
            return self._page("Log in", pages.login(""))
        visit = request.cookie(COOKIE) or self.tokens()
        if self.store.log_in(visit, request.field("mail"), request.field("password")):
            return _remembering(_see("/checkout"), visit)
        return self._page("Log in", pages.login("This address and password do not match."))

    def _account(self, request: Request, rest: list[str]) -> Response:
        mail = self.store.customer(request.cookie(COOKIE))
        if mail is None:
            return _see("/login")
        return self._page("Account", pages.account(mail, self.store.purchases(mail)))

    def _checkout(self, request: Request, rest: list[str]) -> Response:
        visit = request.cookie(COOKIE)
        mail = self.store.customer(visit)
        if mail is None:
            return _see("/login")
        if rest[:1] == ["order"] and len(rest) == 2:
            return self._page("Order received", pages.thanks(rest[1]))
        if request.method == "POST":
            number = self.tokens()
            bought = self.store.buy(visit, mail, number)
            return _see("/cart" if bought is None else f"/checkout/order/{number}")
        return self._page("Checkout", pages.basket(self.store.basket(visit), button=PAY))

    def _api(self, request: Request, parts: list[str]) -> Response:
        match parts:
            case ["home"]:
                return _json([asdict(one) for one in self.store.offers()])
            case ["search"]:
                return _json([asdict(one) for one in self.store.search(request.field("q"))])
            case ["product", number] if _is_number(number):
                found = self.store.product(int(number))
                return _json(asdict(found)) if found else _json({"error": "no such product"}, 404)
            case ["cart"] if request.method == "POST":
                visit = request.cookie(COOKIE) or self.tokens()
                return self._put(request, visit, _json({"done": True}))
            case ["cart"]:
                lines = self.store.basket(request.cookie(COOKIE))
                return _json([asdict(line) for line in lines])
        return _json({"error": "no such call"}, 404)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


def _json(value: object, status: int = 200) -> Response:
    return Response(status, json.dumps(value), "application/json")


def _see(path: str) -> Response:
    return Response(303, headers=(("Location", path),))


def _remembering(response: Response, visit: str) -> Response:
    cookie = ("Set-Cookie", f"{COOKIE}={visit}; Path=/; HttpOnly; SameSite=Lax")
    return Response(response.status, response.body, response.kind, (*response.headers, cookie))
