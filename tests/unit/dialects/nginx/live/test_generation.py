"""Which NGINX workers serve, and when a reload took place."""

import pytest

from steelyard.core.record import replace
from steelyard.dialects.nginx.live.generation import complaints, confirmed, listed, masters
from steelyard.dialects.runtime import LiveError, Standing, Worker

TITLE = "nginx: worker process"
LISTING = """\
      1       0 /sbin/init
    100       1 nginx: master process /usr/sbin/nginx -g daemon off;
    101     100 nginx: worker process is shutting down
    102     100 nginx: worker process
    103     100 nginx: worker process
    104     100 nginx: cache manager process
    200       1 nginx: master process /opt/nginx
    201     200 nginx: worker process
    300     100 grep nginx: worker process
    301       9 nginx: worker process
"""


def workers(*numbers: int, leaving: tuple[int, ...] = (), master: int = 100) -> Standing:
    rows = [f"{master} 1 nginx: master process x"]
    rows += [f"{pid} {master} {TITLE}" for pid in numbers]
    rows += [f"{pid} {master} {TITLE} is shutting down" for pid in leaving]
    return listed("\n".join(rows), master)


def test_only_the_masters_own_workers_count():
    found = listed(LISTING, 100)
    assert found.workers == {Worker(102), Worker(103)}
    assert found.leaving == {Worker(101)}
    assert found.master == Worker(100)
    assert masters(LISTING) == [100, 200]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not run"),
        ("100 1 sh", "is no NGINX master"),
        ("100 1 nginx: worker process", "is no NGINX master"),
        ("\0\xff garbage", "does not run"),
    ],
)
def test_a_pid_file_that_lies_is_told(text: str, why: str):
    with pytest.raises(LiveError, match=why):
        listed(text, 100)


def test_an_endless_listing_is_told():
    with pytest.raises(LiveError, match="more than"):
        listed("9 9 x\n" * 2_000_000, 100)


@pytest.mark.parametrize(
    ("after", "verdict", "why"),
    [
        (workers(1, 2), "not yet", "Workers of before serve still: 2 of 2."),
        (workers(1, 2, 3, 4), "not yet", "2 of 4"),
        (workers(3, 4, leaving=(1, 2)), "yes", "All workers are new"),
        (workers(3), "yes", "All workers are new"),
        (workers(1, 3), "not yet", "1 of 2"),
        (workers(leaving=(1, 2)), "not yet", "No worker"),
        (workers(3, 4, master=200), "yes", "restarted"),
    ],
)
def test_a_reload(after: Standing, verdict: str, why: str):
    found = confirmed(workers(1, 2), after)
    assert found.verdict == verdict
    assert why in found.why


LOG = """\
2026/11/21 09:45:22 [warn] 5#5: *6 upstream server temporarily disabled
2026/11/21 09:45:23 [emerg] 5#5: bind() to 0.0.0.0:80 failed (98: Address already in use)
2026/11/21 09:45:24 [alert] 5#5: worker process 101 exited on signal 11
2026/11/21 09:45:25 [notice] 5#5: signal process started
"""


def test_what_the_error_log_says_decides():
    emerg, alert = complaints(LOG)
    new = workers(3)
    found = confirmed(workers(1), replace(new, complaints=(emerg,)))
    assert (found.verdict, "bind() to 0.0.0.0:80" in found.why) == ("no", True)
    found = confirmed(workers(1), replace(new, complaints=(alert,)))
    assert (found.verdict, "exited on signal 11" in found.why) == ("no", True)
