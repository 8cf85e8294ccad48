"""What the shop sells and who buys there: the rows that a new database is filled with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

CUSTOMERS = 40
# Few rounds: the lab shall show the load balancer's faults, not the price of a password.
ROUNDS = 500

CATEGORIES = {
    "shoes": ("Running", "Hiking", "Leather", "Canvas", "Winter", "Tennis", "Garden", "Office"),
    "coats": ("Rain", "Wool", "Down", "Trench", "Denim", "Fleece", "Ski", "Summer"),
    "lamps": ("Desk", "Floor", "Reading", "Paper", "Copper", "Glass", "Clip", "Night"),
    "books": ("Cook", "Travel", "Poetry", "History", "Garden", "Sea", "Chess", "Birds"),
    "kitchen": ("Iron", "Steel", "Copper", "Glass", "Stone", "Enamel", "Bamboo", "Olive"),
    "garden": ("Long", "Short", "Folding", "Steel", "Ash", "Beech", "Cedar", "Brass"),
}
NOUNS = {
    "shoes": "shoes",
    "coats": "coat",
    "lamps": "lamp",
    "books": "book",
    "kitchen": "pan",
    "garden": "spade",
}


@dataclass(frozen=True)
class Product:
    """One thing to buy; the price is in cents."""

    number: int
    category: str
    name: str
    text: str
    price: int


def products() -> list[Product]:
    """Return all that the shop sells, numbered from 1."""
    rows = [
        (category, f"{first} {NOUNS[category]}")
        for category, firsts in CATEGORIES.items()
        for first in firsts
    ]
    return [
        Product(
            number,
            category,
            name,
            f"{name}, made to last. Thirty days to send it back, two years of warranty.",
            990 + (number * 737) % 12_000,
        )
        for number, (category, name) in enumerate(rows, start=1)
    ]


def mail_of(customer: int) -> str:
    """Return the address by which a customer logs in; the first is number 1."""
    return f"customer{customer}@shop.example"


def password_of(customer: int) -> str:
    """Return the password of one of the lab's customers: they are no secrets."""
    return f"purchase-{customer}"


def sealed(mail: str, password: str) -> str:
    """Return what the database keeps of a password."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), mail.encode(), ROUNDS).hex()


def customers() -> list[tuple[str, str]]:
    """Return address and sealed password of every customer."""
    numbers = range(1, CUSTOMERS + 1)
    return [(mail_of(one), sealed(mail_of(one), password_of(one))) for one in numbers]


def money(cents: int) -> str:
    """Write a price for people."""
    return f"€ {cents // 100}.{cents % 100:02}"
