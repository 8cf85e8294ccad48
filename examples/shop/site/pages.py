"""The shop's pages: plain HTML, one small style sheet, no script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from examples.shop.site.catalogue import CATEGORIES, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from examples.shop.site.catalogue import Product
    from examples.shop.site.database import Line

STYLE = """
:root{--ink:#1d2733;--soft:#5b6776;--line:#dfe4ea;--brand:#0b5c56;--back:#f6f7f9}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,"DejaVu Sans",sans-serif;
color:var(--ink);background:var(--back)}
header{background:#fff;border-bottom:1px solid var(--line)}
header div,main,footer{max-width:1040px;margin:0 auto;padding:14px 20px}
header div{display:flex;gap:22px;align-items:center;flex-wrap:wrap}
a{color:var(--brand)}
.logo{font-weight:700;font-size:20px;text-decoration:none;color:var(--ink)}
nav{display:flex;gap:16px;flex:1;flex-wrap:wrap}nav a{text-decoration:none}
nav a[aria-current]{font-weight:700;text-decoration:underline}
h1{font-size:26px;margin:18px 0 14px}
.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fill,minmax(210px,1fr))}
.card{background:#fff;border:1px solid var(--line);border-radius:8px;overflow:hidden;
text-decoration:none;color:inherit;display:block}
.card b,.card span{display:block;padding:0 14px}.card b{margin-top:10px}
.card span{color:var(--soft);padding-bottom:12px}
.tile{height:120px;display:grid;place-items:center;font-size:44px;font-weight:700;color:#fffd}
.shoes{background:#35618f}.coats{background:#7a4b6b}.lamps{background:#a06a1c}
.books{background:#4b6b3a}.kitchen{background:#8f4336}.garden{background:#2f6f68}
.panel{background:#fff;border:1px solid var(--line);border-radius:8px;padding:20px;max-width:620px}
.panel .tile{border-radius:6px;margin-bottom:14px}
table{border-collapse:collapse;width:100%}
td,th{padding:8px 4px;border-bottom:1px solid var(--line);text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
input,button{font:inherit;padding:8px 12px;border:1px solid #aeb7c2;border-radius:6px}
label{display:block;margin:10px 0}label input{display:block;width:100%;margin-top:2px}
button,.button{background:var(--brand);border:1px solid var(--brand);color:#fff;border-radius:6px;
padding:8px 16px;text-decoration:none;display:inline-block;margin-top:12px;cursor:pointer}
header button{margin:0}header form{display:flex;gap:6px}header input{width:180px}
header div{row-gap:8px}[role=alert]{color:#a3261b;font-weight:600}
h2{font-size:19px}.panel>:first-child,.panel form>:first-child{margin-top:0}
@media(max-width:760px){nav{flex:1 0 100%;order:1}header form{order:2}}
.note{color:var(--soft)}footer{color:var(--soft);font-size:14px}
""".strip()


def page(title: str, content: str, *, server: str, words: str = "", here: str = "") -> str:
    """Put a page's content into the frame that all share."""
    links = "".join(
        f'<a href="/category/{name}"{" aria-current=page" if name == here else ""}>'
        f"{name.capitalize()}</a>"
        for name in CATEGORIES
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{escape(title)} – Shop</title>'
        f"<style>{STYLE}</style></head><body><header><div>"
        f'<a class="logo" href="/">Shop</a><nav aria-label="Categories">{links}</nav>'
        '<form action="/search" role="search"><input name="q" type="search" aria-label="Search"'
        f' placeholder="Search" value="{escape(words)}"><button>Search</button></form>'
        '<a href="/cart">Cart</a><a href="/account">Account</a></div></header>'
        f"<main><h1>{escape(title)}</h1>{content}</main>"
        f"<footer>Served by {escape(server)}.</footer></body></html>"
    )


def cards(products: Sequence[Product]) -> str:
    """Show products side by side."""
    if not products:
        return '<p class="note">Nothing found. Try another word, such as lamp.</p>'
    shown = "".join(
        f'<a class="card" href="/product/{one.number}">{_tile(one)}'
        f"<b>{escape(one.name)}</b><span>{money(one.price)}</span></a>"
        for one in products
    )
    return f'<div class="grid">{shown}</div>'


def product(one: Product) -> str:
    """Show one product, with the button that puts it into the basket."""
    return (
        f'<div class="panel">{_tile(one)}<p>{escape(one.text)}</p><p><b>{money(one.price)}</b></p>'
        '<form method="post" action="/cart/add">'
        f'<input type="hidden" name="product" value="{one.number}">'
        "<button>Put into the cart</button></form></div>"
    )


def basket(lines: Sequence[Line], *, button: str) -> str:
    """Show what is in the basket; `button` is what comes below it."""
    if not lines:
        return plain("Your cart is empty.")
    rows = "".join(
        f'<tr><td>{escape(line.product.name)}</td><td class="n">{line.quantity}</td>'
        f'<td class="n">{money(line.product.price * line.quantity)}</td></tr>'
        for line in lines
    )
    total = sum(line.product.price * line.quantity for line in lines)
    return (
        '<div class="panel"><table><tr><th>Product</th><th class="n">Quantity</th>'
        f'<th class="n">Price</th></tr>{rows}<tr><th>Total</th><th></th>'
        f'<th class="n">{money(total)}</th></tr></table>{button}</div>'
    )


def login(message: str) -> str:
    """Ask who the visitor is."""
    note = f'<p role="alert">{escape(message)}</p>' if message else ""
    return (
        f'<div class="panel">{note}<form method="post" action="/login">'
        '<label>Mail address<input name="mail" type="email" autocomplete="username"></label>'
        '<label>Password<input name="password" type="password" autocomplete="current-password">'
        "</label><button>Log in</button></form>"
        '<p class="note">In the lab: customer1@shop.example, purchase-1.</p></div>'
    )


def account(mail: str, purchases: Sequence[tuple[str, int]]) -> str:
    """Show what a customer bought."""
    rows = "".join(
        f'<tr><td><code>{escape(number)}</code></td><td class="n">{money(total)}</td></tr>'
        for number, total in purchases
    )
    table = f"<table>{rows}</table>" if rows else '<p class="note">No orders yet.</p>'
    return f'<div class="panel"><p>Logged in as {escape(mail)}.</p><h2>Orders</h2>{table}</div>'


def thanks(number: str) -> str:
    """Confirm an order."""
    return (
        f'<div class="panel"><p>Thank you. Your order <code>{escape(number)}</code> is on its '
        'way.</p><a class="button" href="/account">See all orders</a></div>'
    )


def plain(text: str) -> str:
    """Show one sentence, and the way home."""
    return f'<div class="panel"><p>{escape(text)}</p><a class="button" href="/">Home</a></div>'


def _tile(one: Product) -> str:
    return f'<div class="tile {one.category}" aria-hidden="true">{escape(one.name[0])}</div>'
