"""Make the three word lists of return codes from the words that people have read and found fit.

`scripts/words/<language>.txt` holds words chosen by reading the frequency lists of `wordfreq`
(a development dependency). This script drops what the stop lists forbid, what is hardly used and
what could be mistaken, keeps the most common 2,048 of each language, and gives each its place:

* the first four letters, folded as `return_words.fold` does, are one word's only, and the same
  four letters have the same place in all three lists, and with them every common word;
* no word is another word when typed with the keyboard set to another language.

Run it as `PYTHONPATH=src python -m scripts.make_words`; `--check` only tells whether the lists are
as they would be made. A list must never change once a code has been given out.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

from safeconduct.domain.return_words import (
    LIST_LENGTH,
    QWERTY,
    RUSSIAN,
    TELLING,
    UKRAINIAN,
    WORD_LANGUAGES,
    fold,
)
from scripts.word_stops import stopped

ROOT = Path(__file__).resolve().parent.parent
FOUND_FIT = ROOT / "scripts" / "words"
LISTS = ROOT / "src" / "safeconduct" / "domain" / "words"

# Russian without ъ: on a Ukrainian keyboard its key writes ї.
LETTERS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
LEAST_USED = 1e-8  # once in a hundred million words


def main() -> int:
    made = {language: "".join(f"{word}\n" for word in words) for language, words in lists().items()}
    if "--check" in sys.argv[1:]:
        return int(any(_path(language).read_text() != text for language, text in made.items()))
    LISTS.mkdir(exist_ok=True)
    for language, text in made.items():
        _path(language).write_text(text, encoding="utf-8")
        print(f"{_path(language).relative_to(ROOT)}: {len(text.split())} words")
    return 0


def lists() -> dict[str, list[str]]:
    """Return the words of each language in the order of their places."""
    fit = {language: fit_words(language) for language in WORD_LANGUAGES}
    beginnings = {*told(fit["ru"]), *told(fit["uk"])}
    for language in ("ru", "uk"):
        fit[language] = [word for word in fit[language] if without_yo(word) not in beginnings]
    russian, ukrainian = the_common(told(fit["ru"])), the_common(told(fit["uk"]))
    for beginning, pair in same_words(fit["ru"], fit["uk"]).items():
        if beginning in russian and beginning in ukrainian:
            russian[beginning], ukrainian[beginning] = pair
    english = clear_of([*russian.values(), *ukrainian.values()], told(fit["en"]))
    return placed(russian, ukrainian) | {"en": sorted(the_common(english).values())}


def fit_words(language: str) -> list[str]:
    """Return the words found fit, the most common first, without what is forbidden or rare."""
    words = set((FOUND_FIT / f"{language}.txt").read_text(encoding="utf-8").split())
    shape, forbidden = re.compile(f"[{LETTERS[language]}]{{4,8}}"), stopped(language)
    frequency = get_frequency_dict(language, "best")

    def usual(word: str) -> float:  # for most people write ё as е
        return max(frequency.get(word, 0), frequency.get(word.replace("ё", "е"), 0))

    fit = [word for word in words if shape.fullmatch(word) and not forbidden.fullmatch(word)]
    used = [word for word in fit if usual(word) >= LEAST_USED]
    return sorted(used, key=lambda word: (-usual(word), word))


def same_words(russian: list[str], ukrainian: list[str]) -> dict[str, tuple[str, str]]:
    """Return the most common word that both languages write alike, by its beginning."""
    folded = {fold(word): word for word in reversed(ukrainian)}
    pairs: dict[str, tuple[str, str]] = {}
    for word in russian:
        if (alike := fold(word)) in folded:
            pairs.setdefault(alike[:TELLING], (word, folded[alike]))
    return pairs


def told(words: Iterable[str]) -> dict[str, str]:
    """Return the most common word of each beginning of four letters."""
    beginnings: dict[str, str] = {}
    for word in words:
        beginnings.setdefault(fold(word)[:TELLING], word)
    return beginnings


def the_common(beginnings: Mapping[str, str]) -> dict[str, str]:
    if len(beginnings) < LIST_LENGTH:
        sys.exit(f"only {len(beginnings)} words of {LIST_LENGTH}: {[*beginnings.values()][:3]} …")
    return dict([*beginnings.items()][:LIST_LENGTH])


def without_yo(word: str) -> str | None:
    """Return how a word begins when typed on the other Cyrillic layout, which has no ё or ґ."""
    left = re.sub("[ёґ]", "", word)
    return None if left == word else fold(left)[:TELLING]


def clear_of(cyrillic: Iterable[str], latin: Mapping[str, str]) -> dict[str, str]:
    """Return the English words that neither are nor look like others typed with a wrong layout."""
    typed = {
        piece[:TELLING]
        for word in cyrillic
        for layout in (RUSSIAN, UKRAINIAN)
        for piece in re.findall("[a-z]+", word.translate(str.maketrans(layout, QWERTY)))
    }
    beginnings = {fold(word)[:TELLING] for word in cyrillic}
    return {
        beginning: word
        for beginning, word in latin.items()
        if beginning not in typed
        and not any(
            fold(word.translate(str.maketrans(QWERTY, layout)))[:TELLING] in beginnings
            for layout in (RUSSIAN, UKRAINIAN)
        )
    }


def placed(russian: Mapping[str, str], ukrainian: Mapping[str, str]) -> dict[str, list[str]]:
    """Put shared beginnings first, at one place in both lists; then the rest, each by alphabet."""
    shared = sorted(russian.keys() & ukrainian.keys())
    return {
        language: [words[each] for each in [*shared, *sorted(words.keys() - set(shared))]]
        for language, words in (("ru", russian), ("uk", ukrainian))
    }


def _path(language: str) -> Path:
    return LISTS / f"{language}.txt"


if __name__ == "__main__":
    sys.exit(main())
