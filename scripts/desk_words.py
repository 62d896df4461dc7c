"""Bring the desk's catalogues up to what its pages and the rules can say: `make` needs no gettext.

Run it after changing words at the desk; then translate what is new in
`src/safeconduct/desk/locale/*/LC_MESSAGES/django.po`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "safeconduct"
LANGUAGES = ("ru", "uk")
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "noop": None, "_": None}
STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
SINGLE = re.compile(rf"\b_?(?:gettext)?\({STRING}\)")
CHANGING = re.compile(rb'"(POT-Creation|PO-Revision|Generated|Report|Last|Language-Team)')
PLURAL = re.compile(rf"ngettext\({STRING}, {STRING}")


def messages() -> Iterator[str | tuple[str, str]]:
    """Every English message: of templates, of code, and of the rule tables."""
    from safeconduct.desk import words  # noqa: PLC0415 - needs Django set up

    for path in sorted(SOURCE.glob("desk/templates/**/*.html")):
        yield from _of_template(path)
    for folder in ("desk", "people"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            yield from _of_code(path)
    yield from words.spoken()


def catalogue(language: str) -> Path:
    return SOURCE / "desk" / "locale" / language / "LC_MESSAGES" / "django.po"


def bring_up_to_date(language: str) -> Catalog:
    path = catalogue(language)
    fresh = Catalog(locale=language, header_comment="# The words of the desk.", fuzzy=False)
    for message in messages():
        fresh.add(message)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
        for message in fresh:
            found = known.get(message.id)
            if message.id and found:
                message.string = found.string
    return fresh


def written(catalog: Catalog) -> bytes:
    """The catalogue as its file holds it: sorted, and without dates that change by themselves."""
    out = BytesIO()
    write_po(out, catalog, sort_output=True, width=100)
    return b"".join(line for line in out.getvalue().splitlines(True) if not CHANGING.match(line))


def _of_template(path: Path) -> Iterator[str | tuple[str, str]]:
    code = templatize(path.read_text("utf-8"))
    for found in PLURAL.finditer(code):
        yield _literal(found[1]), _literal(found[2])
    for found in SINGLE.finditer(code):
        yield _literal(found[1])


def _of_code(path: Path) -> Iterator[str | tuple[str, str]]:
    with path.open("rb") as file:
        for _, message, _, _ in extract("python", file, keywords=KEYWORDS):
            yield tuple(message) if isinstance(message, tuple) else message


def _literal(text: str) -> str:
    return str(ast.literal_eval(text)).replace("%%", "%")


def main() -> None:
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    sys.path.insert(0, str(SOURCE.parent))
    settings.configure(USE_I18N=False)
    django.setup()
    for language in LANGUAGES:
        fresh = bring_up_to_date(language)
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(fresh))
        missing = [message.id for message in fresh if message.id and not message.string]
        print(f"{language}: {len(fresh)} messages, {len(missing)} to translate")


if __name__ == "__main__":
    main()
