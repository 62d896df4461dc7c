"""What doors show: the words that two people signed, and this version's own only where none are.

After an upgrade the code may hold other words than the bundle. To turn a person away is worse than
an old word, so nothing closes: the signed words stay, and the desk says how many are not (ADR 12).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.programme.bundle import Bundle, Contents
from safeconduct.programme.languages import LANGUAGES, WRITTEN
from safeconduct.programme.publication import SignedWords, Words
from safeconduct.programme.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """The texts of one language by key; `unsigned` are the keys whose words nobody signed.

    Equal to itself alone: what is made of it may be kept until another takes its place.
    """

    texts: Words = field(repr=False)
    unsigned: frozenset[str]

    @property
    def signed(self) -> frozenset[str]:
        return frozenset(self.texts) - self.unsigned


def shown(language: str, words: SignedWords) -> Shown:
    """Return what a door shows in a language.

    Signed words that ask for a fact which this version does not know cannot be filled: the code's
    own words stand in their place, unsigned.
    """
    own = texts(language)
    fallback = words.get(LANGUAGES[language].fallback, {})
    signed = {
        key: text
        for key, text in {**fallback, **words.get(language, {})}.items()
        if key not in own or text.placeholders <= own[key].placeholders
    }
    return Shown(texts={**own, **signed}, unsigned=frozenset(own.keys() - signed.keys()))


class ShownTexts:
    """The texts of this process's doors; made anew when two people have published others."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._made: tuple[Contents, dict[str, Shown]] = (bundle.contents, {})

    def of(self, language: str) -> Shown:
        """Return the texts of a language, the same object as long as nothing else is published."""
        contents, made = self._made
        if contents is not self._bundle.contents:
            contents, made = self._made = (self._bundle.contents, {})
        if language not in made:
            made[language] = shown(language, contents.words)
        return made[language]

    def unsigned(self) -> Mapping[str, frozenset[str]]:
        """Return the keys that doors show without two signatures, by language."""
        found = {language: self.of(language).unsigned for language in WRITTEN}
        return {language: keys for language, keys in found.items() if keys}
