"""What is known of a case so far: a few facts, as the person chose them or staff found them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.access import CaseView
from safeconduct.cases.callbacks import CallbackWish, callback_wish
from safeconduct.cases.contents import May, Reach
from safeconduct.desk.rows import language
from safeconduct.desk.story import answers_of
from safeconduct.desk.words import called, channel
from safeconduct.domain.life import EMPTIED, Case, RequestKind
from safeconduct.domain.role import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFact:
    name: str
    value: str


def told(view: CaseView) -> list[ToldFact]:
    """The facts of the right pane; what nobody said is not shown as a blank."""
    every = (
        *_of_the_person(view),
        *_of_the_case(view.life),
        (gettext("Team"), _team(view.life)),
    )
    return [ToldFact(name=name, value=value) for name, value in every if value]


def _of_the_person(view: CaseView) -> Iterator[tuple[str, str]]:
    """What is destroyed is not guessed at afterwards."""
    if view.life.state in EMPTIED:
        return
    answers = answers_of(view.timeline)
    yield gettext("Understands"), answers.get("language") or language(view.row.language)
    if "interpreter" in answers.get("needs", "").split(","):
        yield gettext("Interpreter"), gettext("asked for")
    yield gettext("May we write"), may_we_write(view.reach)
    yield gettext("May we call"), may_we_call(callback_wish(view.timeline))


MAY: Mapping[May, str] = {
    May.TEXT: noop("{channel}: yes, the answer"),
    May.NEWS: noop("{channel}: only “there is news”"),
    May.NO: noop("{channel}: only while the talk goes on; else the answer waits for the code"),
}


WAITS = noop("The person reads it with the code. Nothing is sent to them unasked.")
GOES: Mapping[May, str] = {
    May.TEXT: noop(
        "It goes to the person at once, and waits under the code too. "
        "Whoever holds the phone may see it."
    ),
    May.NEWS: noop("The person reads it with the code. They are told at once that there is news."),
    May.NO: WAITS,
}


def where_it_goes(reach: Reach | None) -> str:
    """Say, before it is written, where an answer will be seen."""
    return gettext(GOES[reach.may] if reach else WAITS)


def may_we_write(reach: Reach | None) -> str:
    """Without a clear yes nothing is ever sent to the person; the newest word counts."""
    if reach is None:
        return gettext("no: the answer waits for the code")
    return gettext(MAY[reach.may]).format(channel=channel(reach.channel))


WHEN: Mapping[str, str] = {
    "morning": noop("in the morning"),
    "day": noop("during the day"),
    "evening": noop("in the evening"),
    "night": noop("at night"),
    "any": noop("at any time"),
}


def may_we_call(wish: CallbackWish | None) -> str:
    """Nobody is called who did not say that it is safe, and when; the number stays masked."""
    if wish is None:
        return ""
    if wish.outdated:
        return gettext("not now: asked for before the new code was given")
    when = gettext(WHEN.get(wish.hours, WHEN["any"]))
    return gettext("{when}, their own time; {number}").format(when=when, number=wish.masked)


def _of_the_case(life: Case) -> Iterator[tuple[str, str]]:
    if life.review:
        yield gettext("Review"), called(life.review)
    if life.kind is RequestKind.GROUP:
        yield gettext("Own consent"), _numbers(life.members) or gettext("of nobody yet")
    if life.units:
        yield gettext("Units named"), _numbers(life.units)
        yield gettext("Acknowledged"), _numbers(life.acknowledged) or gettext("none yet")


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _team(life: Case) -> str:
    if life.offered is None:
        return called(life.team)
    return gettext("{team}, offered to {other}").format(
        team=called(life.team), other=called(Team(life.offered))
    )
