"""The skin of the public pages: one inlined style each, known to the policy by its hash."""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

FOLDER = Path(__file__).parent
# An icon with nothing in it: browsers ask for none, and a tab shows nothing of its own.
ICON = "data:,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """The style of one kind of page, and the Content-Security-Policy that lets it and it alone."""

    style: str
    policy: str


def skin(*parts: str, lets_in: str = "") -> Skin:
    """Join style sheets of this folder into one; `lets_in` is what else the policy allows."""
    style = small("".join((FOLDER / f"{part}.css").read_text() for part in parts))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; {lets_in}"
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Skin(style=style, policy=policy)


def small(css: str) -> str:
    """Leave out comments and space, and shorten the names of tokens: only readers need them."""
    bare = re.sub(r"/\*.*?\*/|\s*\n\s*", "", css, flags=re.DOTALL).replace(";}", "}")
    names = dict.fromkeys(re.findall(r"--([a-z]+):", bare))
    for place, name in enumerate(names):
        bare = re.sub(rf"--{name}\b", f"--{ascii_lowercase[place]}", bare)
    return bare


MEDIA = "media-src 'self'; "
# A browser that opens a recording by itself makes a page around it.
SOUND = f"default-src 'none'; {MEDIA}base-uri 'none'; frame-ancestors 'none'"
PUBLIC = skin("core", "public", lets_in=MEDIA)
PERSONAL = skin("core", "form")
CODE = skin("core", "form", "code")
