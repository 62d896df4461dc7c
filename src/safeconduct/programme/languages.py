"""The languages people may ask for: their own names, direction, and what is shown until written."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language by its own name. `fallback`: whose texts are shown where its own are missing."""

    tag: str
    name: str
    fallback: str = "ru"
    direction: Direction = Direction.LEFT_TO_RIGHT


WRITTEN = ("ru", "uk", "en")
"""Languages that have texts of their own."""

LANGUAGES: Mapping[str, Language] = {
    language.tag: language
    for language in (
        Language(tag="ru", name="Русский", fallback=""),
        Language(tag="uk", name="Українська", fallback=""),
        Language(tag="en", name="English", fallback=""),
        Language(tag="tt", name="Татарча"),
        Language(tag="ba", name="Башҡортса"),
        Language(tag="ce", name="Нохчийн"),
        Language(tag="cv", name="Чӑвашла"),
        Language(tag="sah", name="Саха тыла"),
        Language(tag="tyv", name="Тыва дыл"),
        Language(tag="bxr", name="Буряад"),
        Language(tag="os", name="Ирон"),
        Language(tag="kk", name="Қазақша"),
        Language(tag="ky", name="Кыргызча"),
        Language(tag="uz", name="Ўзбекча"),
        Language(tag="tg", name="Тоҷикӣ"),
        Language(tag="hy", name="Հայերեն"),
        Language(tag="ko", name="한국어", fallback="en"),
        Language(tag="ne", name="नेपाली", fallback="en"),
        Language(tag="es", name="Español", fallback="en"),
        Language(tag="ar", name="العربية", fallback="en", direction=Direction.RIGHT_TO_LEFT),
        Language(tag="fr", name="Français", fallback="en"),
        Language(tag="zh-hans", name="简体中文", fallback="en"),
    )
}
"""Every language by its tag, the written ones first."""


def written(language: str) -> str:
    """Return the language whose words this one shows: itself, or its fallback."""
    return language if language in WRITTEN else LANGUAGES[language].fallback
