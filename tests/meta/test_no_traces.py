"""No file of the repository names a package registry, or a path of somebody's machine."""

import re

from tests.meta.sources import ROOT, text_of, tracked_files

# Written in pieces, so that this file does not match itself.
REGISTRIES = ("pypi" + ".org", "files." + "pythonhosted", "npm" + "js", "deb." + "debian")
PLACES = ("/" + "work/", "/" + "root/", "/tmp/" + "bash_jobs")


def found(words: tuple[str, ...]) -> list[str]:
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(word)}" for word in words))
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked_files()
        if (match := pattern.search(text_of(path)))
    ]


def test_no_registry_host_is_named():
    assert found(REGISTRIES) == []


def test_no_path_of_one_machine_is_named():
    assert found(PLACES) == []
