"""The shop's pages over a real database file: what a visitor can do, and cannot."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.shop.site import catalogue, database
from examples.shop.site.database import DatabaseError, Store
from examples.shop.site.messages import FORM, Request, Response
from examples.shop.site.shop import Shop


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = str(tmp_path / "shop.sqlite")
    database.create(url)
    opened = Store(database.connect(url))
    yield opened
    opened.close()


@pytest.fixture
def shop(store: Store) -> Shop:
    numbers = itertools.count(1)
    return Shop("web1", store, lambda: f"token{next(numbers)}")


def get(shop: Shop, target: str, visit: str = "") -> Response:
    return shop.answer(Request("GET", target, {"cookie": f"visit={visit}"}))


def post(shop: Shop, target: str, form: str, visit: str = "") -> Response:
    headers = {"cookie": f"visit={visit}" if visit else "", "content-type": FORM}
    return shop.answer(Request("POST", target, headers, form.encode()))


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/", "Offers of the week"),
        ("/category/lamps", "Copper lamp"),
        ("/product/3", "Leather shoes"),
        ("/search?q=COPPER", "Copper pan"),
        ("/search?q=%3Cb%3E", "Search: &lt;b&gt;"),
        ("/cart", "Your cart is empty."),
        ("/login", "Mail address"),
    ],
)
def test_a_page_shows_what_it_is_for(shop: Shop, target: str, shown: str):
    answer = get(shop, target)
    assert answer.status == 200
    assert shown in answer.body
    assert "Served by web1" in answer.body


@pytest.mark.parametrize(
    "target", ["/nothing", "/category/cars", "/product/9999", "/product/x", "/api/mobile/nothing"]
)
def test_what_is_not_there_is_404(shop: Shop, target: str):
    assert get(shop, target).status == 404


def test_a_purchase_from_cart_to_order(shop: Shop, store: Store):
    added = post(shop, "/cart/add", "product=5")
    assert dict(added.headers)["Location"] == "/cart"
    assert dict(added.headers)["Set-Cookie"].startswith("visit=token1;")
    post(shop, "/cart/add", "product=5", "token1")
    assert '<td class="n">2</td>' in get(shop, "/cart", "token1").body
    assert dict(get(shop, "/checkout", "token1").headers)["Location"] == "/login"

    who = "mail=customer1%40shop.example&password="
    assert "do not match" in post(shop, "/login", f"{who}wrong", "token1").body
    post(shop, "/login", f"{who}purchase-1", "token1")
    assert "Buy now" in get(shop, "/checkout", "token1").body
    bought = post(shop, "/checkout", "", "token1")
    assert dict(bought.headers)["Location"] == "/checkout/order/token2"

    price = catalogue.products()[4].price
    assert store.purchases("customer1@shop.example") == [("token2", 2 * price)]
    assert store.basket("token1") == []
    assert "token2" in get(shop, "/account", "token1").body


def test_an_empty_cart_buys_nothing(shop: Shop, store: Store):
    store.log_in("t", catalogue.mail_of(2), catalogue.password_of(2))
    assert dict(post(shop, "/checkout", "", "t").headers)["Location"] == "/cart"
    assert store.count_purchases() == 0


def test_the_app_sees_what_the_pages_show(shop: Shop):
    assert '"Copper lamp"' in get(shop, "/api/mobile/search?q=copper").body
    assert post(shop, "/api/mobile/cart", "product=7", "phone").status == 200
    assert '"quantity": 1' in get(shop, "/api/mobile/cart", "phone").body


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(DatabaseError, match="pip install 'psycopg"):
        database.connect("postgresql://127.0.0.1/shop")
