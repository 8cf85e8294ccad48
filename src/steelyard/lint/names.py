"""Addresses and names of servers."""

from ipaddress import ip_address

HERE = ("localhost", "localhost.localdomain", "ip6-localhost")
"""Names that the machine's own file resolves."""


def is_name(address: str) -> bool:
    """Whether an address is a name that DNS must resolve."""
    if not address or address in HERE or address[0] in "/_@" or "$" in address:
        return False
    if address[0].isdigit() or ":" in address:
        try:
            ip_address(address.strip("[]"))
        except ValueError:
            return not (":" in address or address.replace(".", "").isdigit())
        return False
    return True
