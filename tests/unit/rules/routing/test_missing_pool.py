"""The finding stands at the line of the map."""

from pathlib import Path

from tests.harness.findings import haproxy, named

FRONT = "frontend www\n    bind :80\n"


def test_the_name_in_a_map_that_is_no_pool(tmp_path: Path):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend be_%[req.hdr(X-Plan),lower,map(plans.map,std)]\n"
        "    default_backend web",
        files={"plans.map": "pro pro\n"},
    )
    (finding,) = named(found, "routing/missing-pool")
    assert "'be_pro' and 'be_std' are no pools" in finding.message
    assert (Path(finding.place.file).name, finding.place.line) == ("plans.map", 1)
    assert "pool web (web1 50 %, web2 50 %)" in finding.consequence
