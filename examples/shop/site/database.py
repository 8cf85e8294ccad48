"""The shop's database: schema, first rows, and every query that a page needs.

The statements are written so that SQLite and PostgreSQL both read them.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from examples.shop.site import catalogue
from examples.shop.site.catalogue import Product

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = (
    "CREATE TABLE product (number INTEGER PRIMARY KEY, category TEXT NOT NULL,"
    " name TEXT NOT NULL, text TEXT NOT NULL, price INTEGER NOT NULL)",
    "CREATE INDEX product_category ON product (category)",
    "CREATE TABLE customer (mail TEXT PRIMARY KEY, sealed TEXT NOT NULL)",
    "CREATE TABLE visit (token TEXT PRIMARY KEY, mail TEXT NOT NULL)",
    "CREATE TABLE basket (token TEXT, product INTEGER, quantity INTEGER NOT NULL,"
    " PRIMARY KEY (token, product))",
    "CREATE TABLE purchase (number TEXT PRIMARY KEY, mail TEXT NOT NULL, total INTEGER NOT NULL)",
    "CREATE TABLE purchase_line (purchase TEXT, product INTEGER, quantity INTEGER NOT NULL,"
    " PRIMARY KEY (purchase, product))",
)
COLUMNS = "number, category, name, text, price"


class Connection(Protocol):
    """What the queries need of a driver; rows are tuples."""

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Any:
        """Run one statement."""

    def commit(self) -> None:
        """Keep what was done."""

    def rollback(self) -> None:
        """Undo what was not kept."""

    def close(self) -> None:
        """End the connection."""


class DatabaseError(Exception):
    """The database cannot be reached; the text says what to do."""


def connect(url: str) -> Connection:
    """Open `postgresql://...`, or an SQLite file by its path."""
    if not url.startswith(("postgresql://", "postgres://")):
        # Five seconds: as long as a writer waits for another one before it gives up.
        file = sqlite3.connect(url, timeout=5)
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        return file
    try:
        import psycopg  # only who asks for PostgreSQL needs it
    except ImportError as missing:
        raise DatabaseError(
            "PostgreSQL needs psycopg: .venv/bin/pip install 'psycopg[binary]'"
        ) from missing
    return _Postgres(psycopg.connect(url))


class _Postgres:
    """Psycopg, which writes a place in a statement as %s."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Any:
        return self._inner.execute(statement.replace("?", "%s"), values)

    def commit(self) -> None:
        self._inner.commit()

    def rollback(self) -> None:
        self._inner.rollback()

    def close(self) -> None:
        self._inner.close()


def create(url: str) -> None:
    """Make the tables anew, and fill them with products and customers."""
    with contextlib.closing(connect(url)) as link:
        for statement in reversed(SCHEMA):
            kind, name = statement.split()[1:3]
            if kind == "TABLE":
                link.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in SCHEMA:
            link.execute(statement)
        for one in catalogue.products():
            row = (one.number, one.category, one.name, one.text, one.price)
            link.execute("INSERT INTO product VALUES (?, ?, ?, ?, ?)", row)
        for customer in catalogue.customers():
            link.execute("INSERT INTO customer VALUES (?, ?)", customer)
        link.commit()


@dataclass(frozen=True)
class Line:
    """One product in a basket."""

    product: Product
    quantity: int


class Store:
    """The queries, over one connection; each leaves no transaction open."""

    def __init__(self, link: Connection) -> None:
        self._link = link

    def in_category(self, category: str) -> list[Product]:
        """Return what a category holds."""
        where = "WHERE category = ? ORDER BY number"
        return self._products(where, category)

    def search(self, words: str) -> list[Product]:
        """Return products whose name holds the text."""
        where = "WHERE lower(name) LIKE ? ORDER BY name LIMIT 24"
        return self._products(where, f"%{words.lower()}%")

    def product(self, number: int) -> Product | None:
        """Return one product."""
        return next(iter(self._products("WHERE number = ?", number)), None)

    def offers(self) -> list[Product]:
        """Return the cheapest products: the home page."""
        return self._products("WHERE price > ? ORDER BY price LIMIT 8", 0)

    def basket(self, token: str) -> list[Line]:
        """Return what a visitor has put into the basket."""
        columns = ", ".join(f"p.{name.strip()}" for name in COLUMNS.split(","))
        statement = (
            f"SELECT {columns}, b.quantity FROM basket b JOIN product p ON p.number = b.product"
            " WHERE b.token = ? ORDER BY p.number"
        )
        rows = self._rows(statement, token)
        return [Line(Product(*row[:-1]), row[-1]) for row in rows]

    def put(self, token: str, product: int) -> None:
        """Put one more of a product into the basket."""
        statement = (
            "INSERT INTO basket VALUES (?, ?, 1) ON CONFLICT (token, product)"
            " DO UPDATE SET quantity = basket.quantity + 1"
        )
        self._link.execute(statement, (token, product))
        self._link.commit()

    def log_in(self, token: str, mail: str, password: str) -> bool:
        """Tie a visitor to a customer, if the password is right."""
        rows = self._rows("SELECT sealed FROM customer WHERE mail = ?", mail)
        if not rows or rows[0][0] != catalogue.sealed(mail, password):
            return False
        statement = (
            "INSERT INTO visit VALUES (?, ?) ON CONFLICT (token) DO UPDATE SET mail = excluded.mail"
        )
        self._link.execute(statement, (token, mail))
        self._link.commit()
        return True

    def customer(self, token: str) -> str | None:
        """Return who a visitor is, once logged in."""
        rows = self._rows("SELECT mail FROM visit WHERE token = ?", token)
        return rows[0][0] if rows else None

    def buy(self, token: str, mail: str, number: str) -> int | None:
        """Turn the basket into a purchase; return its total, None for an empty basket."""
        lines = self.basket(token)
        if not lines:
            return None
        total = sum(line.product.price * line.quantity for line in lines)
        self._link.execute("INSERT INTO purchase VALUES (?, ?, ?)", (number, mail, total))
        for line in lines:
            row = (number, line.product.number, line.quantity)
            self._link.execute("INSERT INTO purchase_line VALUES (?, ?, ?)", row)
        self._link.execute("DELETE FROM basket WHERE token = ?", (token,))
        self._link.commit()
        return total

    def purchases(self, mail: str) -> list[tuple[str, int]]:
        """Return number and total of all that a customer bought."""
        rows = self._rows("SELECT number, total FROM purchase WHERE mail = ? ORDER BY number", mail)
        return [(row[0], row[1]) for row in rows]

    def count_purchases(self) -> int:
        """Return how many purchases there are."""
        return int(self._rows("SELECT count(*) FROM purchase")[0][0])

    def abandon(self) -> None:
        """Undo what a page that failed left behind, so that nobody waits for its lock."""
        self._link.rollback()

    def close(self) -> None:
        """End the connection."""
        self._link.close()

    def _products(self, where: str, value: object) -> list[Product]:
        rows = self._rows(f"SELECT {COLUMNS} FROM product {where}", value)
        return [Product(*row) for row in rows]

    def _rows(self, statement: str, *values: object) -> list[Any]:
        rows = list(self._link.execute(statement, values).fetchall())
        self._link.commit()
        return rows
