"""Templates as people read them, sent without the indentation that only people need."""

import re
from typing import TYPE_CHECKING

from django.template.loaders import app_directories

if TYPE_CHECKING:
    from django.template import Origin


class Loader(app_directories.Loader):
    """Reads templates of the apps; a line break stays, since words may stand on both sides."""

    def get_contents(self, origin: "Origin") -> str:
        return re.sub(r"\s*\n\s*", "\n", super().get_contents(origin)).replace("%}\n{%", "%}{%")
