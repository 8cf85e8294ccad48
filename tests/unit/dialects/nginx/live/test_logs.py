"""Which access logs count servers, and where none does."""

from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.live.accesslog import RECOMMENDED
from steelyard.dialects.nginx.live.logs import access_logs
from steelyard.dialects.nginx.text.tree import read_configuration

FULL = "log_format full '$upstream_addr ' '$status';"
PASS = "location / { proxy_pass http://web; }"


def logs(tmp_path, http: str):
    path = tmp_path / "nginx.conf"
    path.write_text(f"events {{}}\nhttp {{ upstream web {{ server 10.0.0.1; }} {http} }}\n")
    return access_logs(read_configuration(SourceTree(str(path)), None))


def test_a_format_with_upstream_addr_is_enough(tmp_path):
    found, uncounted = logs(tmp_path, f"{FULL} access_log /l full; server {{ listen 80; {PASS} }}")
    assert [(log.path, log.why, log.form.variables) for log in found] == [
        ("/l", "", ("upstream_addr", "status"))
    ]
    assert uncounted == []


def test_the_recommended_format_is_accepted(tmp_path):
    found, uncounted = logs(
        tmp_path, f"{RECOMMENDED} server {{ listen 80; access_log /l steelyard buffer=4k; {PASS} }}"
    )
    assert (found[0].why, found[0].late, uncounted) == ("", True, [])


def test_nothing_said_is_the_combined_format(tmp_path):
    found, [place] = logs(tmp_path, f"server {{ listen 80; {PASS} }}")
    assert found[0].form.name == "combined"
    assert "Its format combined has no $upstream_addr. Write beside it: log_format" in place.why


def test_an_inner_log_replaces_the_outer_one(tmp_path):
    server = (
        f"server {{ listen 80; location /x {{ access_log off; proxy_pass http://web; }} {PASS} }}"
    )
    _, [place] = logs(tmp_path, f"{FULL} access_log /l full; {server}")
    assert place.why.startswith("access_log is off here.")


def test_off_beats_a_log_beside_it(tmp_path):
    _, [place] = logs(tmp_path, f"{FULL} access_log off; access_log /l full; server {{ {PASS} }}")
    assert place.why.startswith("access_log is off here.")


def test_logs_that_cannot_be_used_say_why(tmp_path):
    for log, why in {
        "/l nobody": "There is no log_format nobody.",
        "syslog:server=10.0.0.1 full": "syslog",
        "/l-$host full": "variables",
        "/l full gzip": "compressed",
        "/l touching": "touch one another",
        "/l": "no $upstream_addr",
    }.items():
        touching = "log_format touching '$upstream_addr$status';"
        found, [place] = logs(tmp_path, f"{FULL} {touching} access_log {log}; server {{ {PASS} }}")
        assert why in found[0].why
        assert why in place.why


def test_a_condition_leaves_requests_out(tmp_path):
    found, [place] = logs(tmp_path, f"{FULL} access_log /l full if=$x; server {{ {PASS} }}")
    assert found[0].partial
    assert place.why.startswith("A condition leaves requests out.")


def test_one_good_log_of_several_is_enough(tmp_path):
    found, uncounted = logs(
        tmp_path, f"{FULL} access_log /old; access_log /l full; server {{ {PASS} }}"
    )
    assert ([bool(log.why) for log in found], uncounted) == ([True, False], [])


def test_escape_is_no_part_of_the_format(tmp_path):
    form = 'log_format full escape=json \'{"u":"$upstream_addr"}\';'
    found, _ = logs(tmp_path, f"{form} access_log /l full; server {{ {PASS} }}")
    assert found[0].form.cut('{"u":"a:1"}') == {"upstream_addr": "a:1"}


def test_places_inside_conditions_are_seen(tmp_path):
    server = "server { location / { if ($x) { proxy_pass http://web; } } }"
    assert len(logs(tmp_path, server)[1]) == 1
