"""The languages as pages name them: each by its own name, a fallback as what it is."""

from dataclasses import dataclass
from itertools import groupby

from safeconduct.front.door import door
from safeconduct.programme.languages import LANGUAGES, WRITTEN, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language to choose; `shown_in` is the language that its pages are in today."""

    tag: str
    name: str
    direction: str
    shown_in: str

    @property
    def home(self) -> str:
        return f"/{self.tag}/"

    @property
    def write(self) -> str:
        return f"{self.home}write/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Languages that are shown alike; `shown` names what is shown, or nothing: their own words."""

    shown: str
    tongues: tuple[Tongue, ...]


def tongue(tag: str) -> Tongue:
    language = LANGUAGES[tag]
    direction = language.direction.value
    return Tongue(tag=tag, name=language.name, direction=direction, shown_in=written(tag))


def beside(language: str) -> tuple[Tongue, ...]:
    """Return what stands on every page: the languages with words of their own, and this one."""
    tags = (tag for tag in door().languages if tag in WRITTEN or tag == language)
    return tuple(tongue(tag) for tag in tags)


def groups() -> tuple[Group, ...]:
    """Return every language of the programme, those with words of their own first."""
    named = sorted(map(tongue, door().languages), key=_shown)
    return tuple(Group(shown=name, tongues=tuple(found)) for name, found in groupby(named, _shown))


def _shown(one: Tongue) -> str:
    return "" if one.tag in WRITTEN else LANGUAGES[one.shown_in].name
