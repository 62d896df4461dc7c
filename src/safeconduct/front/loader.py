"""Templates as people read them, sent without the indentation that only people need."""

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import filesystem

FOLDER = Path(__file__).parent / "templates"
BREAK = re.compile(r"\s*\n\s*")
BESIDE_BLOCK = re.compile(
    r"(?<=<br>)\n|\n(?=</?(?:body|dd|details|div|dl|dt|fieldset|footer|form|h[1-3]|head|header|legend"
    r"|li|link|main|meta|nav|ol|p|style|summary|title|ul)\b)"
)
# A condition or a loop on a line of its own: one break before it is enough, as words are elsewhere.
ALONE = re.compile(r"\n((?:\{% (?!say)[^%]*%\})+)\n")


class Loader(filesystem.Loader):
    """Reads this folder's templates; a line break stays, since words may stand on both sides.

    Before the tag of a block and after `<br>` it does not: these part words themselves.
    """

    def get_dirs(self) -> list[str | Path]:
        return [FOLDER]

    def get_contents(self, origin: Origin) -> str:
        lines = BREAK.sub("\n", super().get_contents(origin)).replace("%}\n{%", "%}{%")
        return BESIDE_BLOCK.sub("", ALONE.sub(r"\n\1", lines))
