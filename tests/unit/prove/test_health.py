"""HAProxy's rows of ``show stat``: who is up, and whose checks have come to a result."""

from steelyard.prove.health import read_states

STATES = """# pxname,svname,status,check_status,type
www,FRONTEND,OPEN,,0
web,w1,UP,L7OK,2
web,w2,UP 2/3,* L7STS,2
web,w3,DOWN,L4CON,2
web,w4,no check,,2
web,w5,UP,* INI,2
web,BACKEND,UP,,1

"""


def test_what_haproxy_says_of_its_checks() -> None:
    found = {one.server: (one.up, one.settled) for one in read_states(STATES)}
    assert found == {
        "w1": (True, True),
        "w2": (True, False),
        "w3": (False, True),
        "w4": (True, True),
        "w5": (True, False),
    }
