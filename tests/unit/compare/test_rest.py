"""That "nothing else changed" is only said when nothing did."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.compare import compare
from steelyard.forecast.forecast import forecast

TEXT = """\
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :80
  default_backend web
backend web
  balance uri
  option forwardfor
  server web1 10.0.0.1:80 check maxconn 50 slowstart 10s
  server web2 10.0.0.2:80 check
"""

CHANGES = [
    ("maxconn 50", "maxconn 5"),
    ("slowstart 10s", "slowstart 90s"),
    ("balance uri", "balance uri\n  hash-type consistent"),
    ("option forwardfor", "http-request set-header X-A b"),
    ("bind :80", "bind :80 accept-proxy"),
    ("timeout client 30s", "timeout client 3s"),
    ("web2 10.0.0.2:80 check", "web2 10.0.0.2:80"),
    ("web2 10.0.0.2:80 check", "web2 10.0.0.2:80 check inter 30s"),
    ("default_backend web", "default_backend web\n  maxconn 10"),
]

REWORDED = [
    ("timeout client 30s", "timeout client 30000ms"),
    ("bind :80", "bind *:80"),
    ("default_backend web", "default_backend web # as ever"),
    ("  mode http\n", "\n  mode   http\n"),
    ("web2 10.0.0.2:80 check", "web2 10.0.0.2:80 check weight 1"),
]


def verdict(tmp_path: Path, old: str, new: str) -> str:
    sides = []
    for name, text in (("old", old), ("new", new)):
        (tmp_path / f"{name}.cfg").write_text(text)
        sides.append(forecast(load_gateway(str(tmp_path / f"{name}.cfg"), Reading())))
    return compare(*sides).verdict


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_a_setting_that_changed_is_said(tmp_path, before, after):
    assert before in TEXT
    assert verdict(tmp_path, TEXT, TEXT.replace(before, after)) == "changed"


@pytest.mark.parametrize(("before", "after"), REWORDED)
def test_the_same_in_other_words_is_the_same(tmp_path, before, after):
    assert before in TEXT
    assert verdict(tmp_path, TEXT, TEXT.replace(before, after)) == "same"
