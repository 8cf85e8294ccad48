"""The picture in a real browser: every text in its box, nothing broken on a desk or a phone."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from steelyard.cli.formats.picture.page import page
from tests.harness import binaries
from tests.unit.cli.formats.picture.flows import NASTY, even, flow, uneven

WRAPPER = """<!DOCTYPE html><meta charset="utf-8"><body><iframe width="{width}" height="900"
srcdoc="{page}"></iframe><pre id="found"></pre><script>
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => {{
  const inner = frame.contentDocument, outside = [];
  for (const group of inner.querySelectorAll(".scroll svg g")) {{
    const box = group.querySelector("rect").getBoundingClientRect();
    for (const text of group.querySelectorAll("text")) {{
      const at = text.getBoundingClientRect();
      if (at.left < box.left || at.right > box.right || at.top < box.top - 1
          || at.bottom > box.bottom + 1) outside.push(text.textContent);
    }}
    const texts = [...group.querySelectorAll("text")].map(each => each.getBoundingClientRect());
    texts.forEach((one, index) => texts.slice(index + 1).forEach(other => {{
      if (one.left < other.right && other.left < one.right
          && one.top + 4 < other.bottom - 4 && other.top + 4 < one.bottom - 4)
        outside.push("overlap: " + group.textContent);
    }}));
  }}
  document.getElementById("found").textContent = JSON.stringify({{
    outside: outside,
    wide: inner.documentElement.scrollWidth - inner.documentElement.clientWidth,
    styled: frame.contentWindow.getComputedStyle(inner.querySelector(".scroll")).overflowX,
    texts: inner.querySelectorAll(".scroll svg text").length,
  }});
}});
</script></body>
"""
"""Holds the page as it is, its policy in force, and measures it from outside."""

SHOWN = {
    "two": [flow({"web": even(2)})],
    "five": [flow({f"pool-{index}": uneven(4) for index in range(5)}, listeners=("a", "b"))],
    "many": [flow({f"pool-{index}": uneven(5) for index in range(60)})],
    "weighed": [flow({"a": even(2), "b": {"x": None}}, weights={"a": 0.999, "b": 0.001})],
    "nasty": [flow({NASTY: {NASTY: 1.0, "W" * 80: 0.0}}, listeners=(NASTY, "M" * 90))],
    "pair": [
        flow({"web": {"web1": 0.5, "web2": 0.5}, "old": {"W" * 60: 1.0}}),
        flow({"web": {"web1": 1.0, "web2": 0.0}, "new" * 20: {"x": 1.0}}),
    ],
}


def measure(flows, width: int, folder: Path) -> dict[str, object]:
    """What the browser finds in a frame of this width."""
    browser = binaries.require_chromium()
    headed = list(zip(("Before", "After"), flows, strict=False))
    text = page("A page with a title of some length", headed, [("pool " + "w" * 99, "x" * 99)])
    wrapper = folder / "wrapper.html"
    wrapper.write_text(WRAPPER.format(width=width, page=html.escape(text)), encoding="utf-8")
    done = subprocess.run(
        [
            browser.path,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            "--window-size=1700,1000",
            "--virtual-time-budget=3000",
            "--dump-dom",
            wrapper.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = re.search(r'<pre id="found">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stderr[-2000:]
    measured: dict[str, object] = json.loads(html.unescape(found[1]))
    return measured


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", SHOWN)
def test_every_text_is_in_its_box(name, width, tmp_path):
    found = measure(SHOWN[name], width, tmp_path)
    assert found["styled"] == "auto"  # the policy let the style sheet in
    assert found["outside"] == []
    assert found["wide"] == 0  # what is too wide scrolls inside
    assert found["texts"]
