"""The few words that all random configurations are made of, so that rules overlap."""

from random import Random

PORTS = (18001, 18002)
POOLS = ("web", "api", "img", "old", "adm")
POOL_PORTS = {name: 19001 + number for number, name in enumerate(POOLS)}
SEGMENTS = ("a", "ab", "api", "v1", "v2", "img", "A", "a.b", "x-y", "s")
ENDS = (".php", ".x", "/", "b", "/v1", ".html")
HOSTS = ("a.ex", "b.ex", "www.a.ex", "api.a.ex", "x.api.a.ex", "ex", "a.test", "www.test")
ITEMS = ("1", "12", "2", "on", "a", "ab", "A", "api", "x y", "0")
HEADERS = ("x-t", "x-u")
ARGUMENTS = ("q", "r")
COOKIES = ("c", "sid")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PURGE")
NETWORKS = (
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.2.0/24",
    "10.1.2.128/25",
    "10.1.2.3",
    "192.168.7.8/30",
    "127.0.0.1",
    "203.0.113.0/31",
    "2001:db8::/32",
    "2001:db8:1::/48",
    "2001:db8::1",
)
LOCATIONS = ("/new", "/login", "https://b.ex/x", "https://a.ex/home?from=old")


def path(rng: Random) -> str:
    """Return a short path; few enough that two rules often meet."""
    return "".join("/" + rng.choice(SEGMENTS) for _ in range(rng.choice((1, 1, 2, 2, 3))))


def path_regex(rng: Random) -> str:
    """Return an expression over paths that PCRE and `re` read alike."""
    one, two, three = (rng.choice(SEGMENTS).replace(".", r"\.") for _ in range(3))
    return rng.choice(
        (
            f"^/{one}",
            f"^/{one}(/|$)",
            f"^/({one}|{two})/",
            f"^/({one}|{two})$",
            f"^/{one}/[0-9]+$",
            f"/{one}/",
            rf"\.(php|x|{three})$",
            f"^/{one}/(.*)$",
            f"^/([a-z]+)/{two}",
            f"^/{one}/?$",
            f"{one}.{two}",
            f"(^/{one}|{two}$)",
            "^/[^/]+/?$",
            f"^/{one}.*{three}$",
            "^/$",
            f"/(?:{one}|{two}|{three}){{2}}",
            f"^/{one}[a-c]?/",
        )
    )


def item_regex(rng: Random) -> str:
    """Return an expression over values of headers, arguments and cookies."""
    one, two = rng.sample(ITEMS, 2)
    return rng.choice(
        (f"^{one}", f"{one}$", f"^({one}|{two})$", "^[0-9]+$", "^$", f"{one}.?{two}", "[a-c]{2}")
    )


def host_regex(rng: Random) -> str:
    """Return an expression over hosts."""
    one, two = (host.replace(".", r"\.") for host in rng.sample(HOSTS, 2))
    return rng.choice(
        (
            f"^{one}$",
            rf"(^|\.){one}$",
            f"^({one}|{two})$",
            rf"^[a-z]+\.{one}",
            r"^(www|api)\.",
            rf"^{one}(:[0-9]+)?$",
        )
    )
