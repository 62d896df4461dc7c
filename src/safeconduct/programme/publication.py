"""Public texts as two people publish them: one file a language, named by the digest of its content.

The index lists `texts/<language>` with a digest; the words themselves lie in the bundle under that
digest, so that a door shows the signed words whatever its own code says (ADR 12).
"""

from collections.abc import Mapping

from safeconduct.programme.languages import LANGUAGES, WRITTEN
from safeconduct.programme.texts import Review, Text, texts
from safeconduct.vault.index import Index, Listed, listed
from safeconduct.vault.signed_files import Fields, Malformed, canonical_json

FOLDER, STORED = "texts/", "text-"
Words = Mapping[str, Text]
SignedWords = Mapping[str, Words]
"""The words of each language by key."""


def public_texts() -> tuple[Listed, ...]:
    """Return this version's texts as an index lists them."""
    return tuple(listed(f"{FOLDER}{language}", text_file(language)) for language in WRITTEN)


def text_files() -> Mapping[str, bytes]:
    """Return this version's texts as the bundle holds them: name of the file and its content."""
    contents = (text_file(language) for language in WRITTEN)
    return {stored_as(one): content for one, content in zip(public_texts(), contents, strict=True)}


def text_file(language: str) -> bytes:
    """Return all texts of a written language as one file."""
    members = {
        key: {"version": text.version, "status": text.status.value, "words": text.words}
        for key, text in texts(language).items()
    }
    return canonical_json(members)


def stored_as(one: Listed) -> str:
    """Return the name of a listed file in the bundle."""
    return f"{STORED}{one.sha256.hex()}"


def stored_texts(index: Index) -> frozenset[str]:
    """Return the names of the files of the bundle that this index vouches for."""
    return frozenset(stored_as(one) for one in index.files if _language(one))


def signed_words(index: Index, files: Mapping[str, str]) -> SignedWords:
    """Return the words that the index vouches for; raises KeyError, NotListed or Malformed."""
    found = {}
    for one in index.files:
        if language := _language(one):
            content = index.check(one.name, files[stored_as(one)].encode())
            found[language] = read_texts(language, content)
    return found


def read_texts(language: str, content: bytes) -> Words:
    """Return the texts of a file; raises Malformed."""
    file = Fields.parse(content)
    return {key: _text(key, language, file.inner(key)) for key in file.members}


def _language(one: Listed) -> str:
    """Return the language whose texts this is; nothing for any other file that an index names."""
    tag = one.name.removeprefix(FOLDER)
    return tag if one.name.startswith(FOLDER) and tag in LANGUAGES else ""


def _text(key: str, language: str, entry: Fields) -> Text:
    try:
        status = Review(entry.text("status"))
    except ValueError as error:
        raise Malformed(key) from error
    return Text(
        key=key,
        language=language,
        version=entry.number("version"),
        status=status,
        words=entry.text("words"),
    )
