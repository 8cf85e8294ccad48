"""The verb forecast: logs, rates and capacities, with numbers worked out by hand."""

from collections import Counter

import pytest

from steelyard.app.forecast import make_forecast
from steelyard.app.loading import Reading
from tests.meta.sources import ROOT

GOOD = str(ROOT / "examples" / "shop" / "good")
CHANGE = str(ROOT / "examples" / "shop" / "change")
LINE = '{ip} - - [01/Jan/2026:00:00:00 +0000] "GET {url} HTTP/1.1" 200 5 "-" "-"'


@pytest.fixture
def lines(tmp_path):
    def write(urls, *others):
        path = tmp_path / "access.log"
        log = [LINE.format(ip="10.0.0.1", url=url) for url in urls]
        path.write_text("\n".join([*log, *others]))
        return [str(path)]

    return write


def test_a_log_is_walked(lines):
    urls = ["https://s/api/x"] * 3 + ["https://s/checkout", "http://s/"]
    report = make_forecast(GOOD, Reading(), logs=lines(urls, "what?", "", ""))
    assert report.traffic is not None
    assert report.traffic.pools == Counter({"mobile": 3, "checkout": 1})
    assert report.traffic.ends == Counter({"redirect 301": 1})
    assert (report.traffic.total, report.traffic.unread) == (5, 1)


def test_the_rate_is_the_whole_with_a_log_and_the_pools_without(lines):
    urls = ["https://s/api/x"] * 3 + ["https://s/checkout"]
    split = make_forecast(GOOD, Reading(), logs=lines(urls), rate=1000)
    assert split.pool_rate("mobile") == pytest.approx(750)
    assert split.pool_rate("web") == 0
    alone = make_forecast(GOOD, Reading(), rate=1000)
    assert alone.pool_rate("mobile") == 1000
    assert make_forecast(GOOD, Reading()).pool_rate("web") == 1200
    assert make_forecast(GOOD, Reading()).pool_rate("mobile") is None


def test_capacities_are_held_against_the_shares():
    (load,) = make_forecast(CHANGE, Reading()).overloads["web"]
    assert (load.server, load.rate, load.capacity) == ("web1", 1200, 500)
    # 1200/s over the three that are left is 400/s each, below 500/s.
    assert make_forecast(GOOD, Reading(), down=["web/web1"]).overloads["web"] == []
    # Over two it is 600/s.
    down = ["web/web1", "web/web2"]
    loads = make_forecast(GOOD, Reading(), down=down).overloads["web"]
    assert [(load.server, load.rate) for load in loads] == [("web3", 600), ("web4", 600)]
