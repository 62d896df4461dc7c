"""The design language as written down is the one that is built."""

import re
from pathlib import Path

from safeconduct.front.look import FOLDER

WRITTEN_DOWN = Path(__file__).resolve().parents[2] / "docs" / "design-language.md"


def test_every_token_is_written_down_with_both_its_colours():
    night, day = (FOLDER / "core.css").read_text().splitlines()[:2]
    by_night = dict(re.findall(r"--([a-z]+):(#\w+)", night))
    by_day = dict(re.findall(r"--([a-z]+):(#\w+)", day))
    row = r"^\| `(\w+)` \| `(#\w+)` \| `(#\w+)` \|"
    rows = re.findall(row, WRITTEN_DOWN.read_text(), re.MULTILINE)
    assert {name: (dark, light) for name, dark, light in rows} == {
        name: (colour, by_day[name]) for name, colour in by_night.items()
    }


def test_nothing_on_the_site_leans_left_or_right():
    sheets = "".join(path.read_text() for path in FOLDER.glob("*.css"))
    assert not re.findall(r"(?:margin|padding|border)-(?:left|right)|[{;](?:left|right):", sheets)
    assert not re.findall(r"text-align:(?:left|right)", sheets)
