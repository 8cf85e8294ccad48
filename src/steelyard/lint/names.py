"""Addresses and names of servers."""

HERE = ("localhost", "localhost.localdomain", "ip6-localhost")
"""Names that the machine's own file resolves."""


def is_name(address: str) -> bool:
    """Whether an address is a name that DNS must resolve.

    Addresses of version 4 are digits and dots, those of version 6 have colons;
    paths of sockets, service records and variables are no names.
    """
    if not address or address.replace(".", "").isdigit():
        return False
    return (
        ":" not in address
        and address[0] not in "/_@"
        and "$" not in address
        and (address not in HERE)
    )
