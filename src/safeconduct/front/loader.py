"""Templates as people read them, sent without the indentation that only people need."""

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import filesystem

FOLDER = Path(__file__).parent / "templates"


class Loader(filesystem.Loader):
    """Reads this folder's templates; a line break stays, since words may stand on both sides."""

    def get_dirs(self) -> list[str | Path]:
        return [FOLDER]

    def get_contents(self, origin: Origin) -> str:
        return re.sub(r"\s*\n\s*", "\n", super().get_contents(origin)).replace("%}\n{%", "%}{%")
