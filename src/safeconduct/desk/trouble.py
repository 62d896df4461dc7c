"""Why something was not done, in words for the person at the desk, who must not lose any."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.actions import Changed, NotAllowed, NotClear, NotTrusted, TooLong
from safeconduct.cases.calling_back import NotCalled
from safeconduct.cases.calling_back import Why as NotCalledWhy
from safeconduct.cases.contents import MOST_CHARACTERS
from safeconduct.cases.plans import NoPlanKey
from safeconduct.cases.replacing import EndsFirst
from safeconduct.desk.state import intake_stands
from safeconduct.desk.words import called
from safeconduct.domain.handover import FAULTS, Misshapen
from safeconduct.domain.life import WHY, PlanPart, Refusal, Why
from safeconduct.programme.signing import NoReplyKey
from safeconduct.talks.duty import NotAtTheLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed and not taken: it stands in its box again.

    `seen` is the last event of the page on which a reply was typed.
    """

    reply: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    part: PlanPart | None = None
    told: str = field(default="", repr=False)
    seen: int = 0


NO_DRAFT = Draft()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What was refused and what to do now; `status` is the answer's."""

    title: str
    words: str
    status: int = 409


REFUSED: Mapping[type[Exception], tuple[str, str, int]] = {
    Changed: (
        noop("This case changed while you had it open"),
        noop("Nothing was done. Below it is as it is now: look again, then decide."),
        409,
    ),
    NotClear: (
        noop("Something is not chosen"),
        noop("Nothing was done. Choose one of the offered answers."),
        422,
    ),
    NotTrusted: (
        noop("The person’s first words do not verify"),
        noop("Nothing is sealed to keys that nobody vouches for. Call a shift lead."),
        409,
    ),
    NotAtTheLine: (
        noop("Nobody was called"),
        noop("To call, be on duty and free on the Calls page."),
        409,
    ),
    NoPlanKey: (
        noop("Your teams’ keys do not open this plan"),
        noop("It was sealed to other versions of them. Change the plan from its beginning."),
        409,
    ),
    NoReplyKey: (
        noop("You hold no key that signs replies"),
        noop("None of your teams has the reply key that the directory lists. Call a shift lead."),
        409,
    ),
}
NOT_CALLED: Mapping[NotCalledWhy, str] = {
    NotCalledWhy.NO_WISH: noop("No wish to be called stands here any more."),
    NotCalledWhy.OLD_CODE: noop(
        "They asked for a call before the new code was given: the number may be in other hands. "
        "Ask anew whether a call is safe. A wish that is told with the new code stands."
    ),
    NotCalledWhy.NO_LINE: noop(
        "This line calls nobody back: no carrier of the programme is set up for it."
    ),
    NotCalledWhy.NOT_NOW: noop(
        "They named another time. Nobody is called at an hour that they did not name."
    ),
    NotCalledWhy.TRIED: noop(
        "They were tried three times. Nobody calls again, unless they ask anew."
    ),
    NotCalledWhy.UNDER_WAY: noop("They are being called now: answer your phone on the Calls page."),
}
KEPT = noop("What you wrote is still in its box.")
CAUGHT: tuple[type[Exception], ...] = (
    NotAllowed, NotCalled, TooLong, Misshapen, EndsFirst, *REFUSED,
)  # fmt: skip


def trouble(error: Exception, draft: Draft = NO_DRAFT) -> Trouble:
    """Say why an action was refused; what was typed is named as kept."""
    if isinstance(error, NotAllowed):
        return _with(draft, Trouble(title=gettext("Not possible now"), words=why(error.refusal)))
    if isinstance(error, NotCalled):
        return Trouble(title=gettext("Nobody was called"), words=gettext(NOT_CALLED[error.why]))
    if isinstance(error, EndsFirst):
        return ends_first()
    if isinstance(error, Misshapen):
        return not_so(error)
    if isinstance(error, TooLong):
        return too_long(len(draft.reply or draft.note))
    title, words, status = REFUSED[type(error)]
    return _with(draft, Trouble(title=gettext(title), words=gettext(words), status=status))


def ends_first() -> Trouble:
    """What a person ended is done before anything new: by errands, where they run."""
    asked = gettext("The person has asked to withdraw or to delete everything.")
    if stands := intake_stands(timezone.now()):
        rest = gettext(
            "{stands}. It is not done yet, and no code is drawn before: have somebody at the "
            "machine see that errands run."
        ).format(stands=stands)
    else:
        rest = gettext(
            "Intake does that first, as a rule within seconds; then look at the case again."
        )
    return Trouble(title=gettext("No new code was drawn"), words=f"{asked} {rest}")


def not_so(error: Misshapen) -> Trouble:
    return Trouble(
        title=gettext("This part was not recorded"),
        words=gettext(FAULTS[error.fault]),
        status=422,
    )


def too_long(length: int) -> Trouble:
    return Trouble(
        title=gettext("Too long to send"),
        words=ngettext(
            "{n} character too many: {most} fit. What you wrote is still in its box.",
            "{n} characters too many: {most} fit. What you wrote is still in its box.",
            length - MOST_CHARACTERS,
        ).format(n=length - MOST_CHARACTERS, most=MOST_CHARACTERS),
        status=422,
    )


def nothing_written() -> Trouble:
    return Trouble(
        title=gettext("Nothing was sent"), words=gettext("Write something first."), status=422
    )


def why(refusal: Refusal) -> str:
    if refusal.missing:
        needs = "; ".join(called(need) for need in refusal.missing)
        return gettext("Still needed: {needs}.").format(needs=needs)
    if refusal.why is Why.UNSAID:
        facts = ", ".join(called(fact) for fact in refusal.facts)
        return gettext("Still to be chosen: {facts}.").format(facts=facts)
    return f"{gettext(WHY[refusal.why])}."


def _with(draft: Draft, told: Trouble) -> Trouble:
    if not (draft.reply or draft.note):
        return told
    return Trouble(title=told.title, words=f"{told.words} {gettext(KEPT)}", status=told.status)
