"""A review comment that fits, and that shows what a configuration says as it is."""

from steelyard.app.review import Review, Reviewed
from steelyard.cli.formats.markdown import cell
from steelyard.cli.formats.review_markdown import MOST, render, shortened
from tests.unit.cli.formats.findings import NASTY, finding, report


def test_a_comment_is_never_too_long_and_nothing_stays_open():
    findings = [finding(message=f"wrong {number} " + "x" * 90) for number in range(2000)]
    one = Reviewed("haproxy.cfg", "", "added", report(*findings, compared=True))
    text = render(Review("a", "b", 1, [one]))
    assert len(text) <= MOST
    assert text.count("<details>") == text.count("</details>")
    assert "Cut here" in text


def test_it_is_cut_between_lines_and_folds_are_closed():
    text = "<details>\n" + "line\n" * 100 + "</details>\n"
    short = shortened(text, 300)
    assert len(short) <= 300
    assert "</details>" in short
    assert shortened(text, 10_000) == text


def test_the_worst_comes_first():
    good = Reviewed("a.cfg", "a.cfg", "changed", report(compared=True))
    bad = Reviewed("b.cfg", "", "added", report(finding(), compared=True))
    broken = Reviewed("c.cfg", "c.cfg", "unreadable", why="no")
    text = render(Review("a", "b", 1, [good, bad, broken]))
    assert text.index("### `c.cfg`") < text.index("### `b.cfg`") < text.index("### `a.cfg`")


def test_markup_of_a_configuration_stays_text():
    assert cell(r"^/a\.php$ *b* [c](d)") == r"^/a\\.php$ \*b\* \[c\](d)"
    assert cell("ask @root <b>") == "ask @\u200broot &lt;b&gt;"
    one = Reviewed("a`|b.cfg", "", "added", report(finding(message=NASTY), compared=True))
    text = render(Review("a", "b", 1, [one]))
    assert "<i>" not in text
    assert "### <code>a\\`\\|b.cfg</code>" in text
