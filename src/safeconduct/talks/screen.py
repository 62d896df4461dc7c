"""What stands on a person's screen, and what of it can still be taken off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from safeconduct.domain.dialogue import Question
from safeconduct.talks.talk import ALIVE, Do, Item, Shown, Talk

# Telegram lets a bot delete for 48 hours, all of a list or none; what is older goes by hand.
REMOVABLE = timedelta(hours=48)
# Told as "within a day". An unfinished talk lives just a day, and must still know its screen.
FADES = timedelta(hours=23)
WRITTEN_DOWN = "written"
"""What stands in place of a question under the code, and on the button that takes it off."""
FADED = "bot.answer_faded"
ANSWER = ""
"""An answer of staff belongs to no question."""
FADING = frozenset({ANSWER, WRITTEN_DOWN})


def cleared(talk: Talk) -> Talk:
    """Take everything off the person's screen that can still be taken; nothing more is said."""
    kept = tuple(item for item in talk.items if item.do is Do.REMOVE)
    return taken_off(replace(talk, screen=(), items=kept), talk.screen)


def last_removed(talk: Talk) -> Talk:
    """Take the person's own last message off the screen: free words are always sensitive."""
    *kept, last = talk.screen or (None,)
    if last is None:
        return talk
    return taken_off(replace(talk, screen=tuple(kept)), (last,))


def tidied(talk: Talk, question: Question) -> Talk:
    """Remove a sensitive question and its answer from both sides of the screen."""
    if not question.sensitive:
        return talk
    first = min((s.id for s in talk.screen if s.question == question.key), default=0)
    if not first:
        return talk
    kept = tuple(s for s in talk.screen if s.id < first)
    return taken_off(replace(talk, screen=kept), [s for s in talk.screen if s.id >= first])


def unshown(talk: Talk, message: int) -> Talk:
    return replace(talk, screen=tuple(s for s in talk.screen if s.id != message))


def answers_off(talk: Talk, goes_on_at: int) -> Talk:
    """Take what staff answered off the screen: who goes on has read it, and reads it by code.

    `goes_on_at`: the message with which they go on, 0 where it has no place. What was said above an
    answer, and heard late, was said by somebody who had not read it.
    """
    answers = [one for one in talk.screen if one.sensitive and one.question == ANSWER]
    read = [one for one in answers if not goes_on_at or one.id < goes_on_at]
    return _off(talk, read, talk.heard_at)


def faded(talk: Talk, at: datetime) -> Talk:
    """Take off an answer, or a code, that nobody took off within its time.

    An answer that was brought to somebody who was away may be unread: a line leads to it. Whoever
    was there when it came has read it, and nothing is sent to them unasked.
    """
    due = [one for one in talk.screen if _fades(one) and _moment(one) + FADES <= at]
    unread = [one for one in due if _moment(one) - talk.heard_at >= ALIVE]
    after = _off(talk, due, at)
    return after.saying(FADED) if any(one.question == ANSWER for one in unread) else after


def fades_at(talk: Talk) -> datetime | None:
    """Return when the next of them is due; None while nothing stands there that is to fade."""
    due = [_moment(one) + FADES for one in talk.screen if _fades(one)]
    return min(due, default=None)


def taken_off(talk: Talk, shown: Sequence[Shown], at: datetime | None = None) -> Talk:
    """Take messages off the screen that the platform still lets us remove."""
    old = too_old(talk, shown, at)
    ids = tuple(one.id for one in shown if one not in old)
    return talk.doing(Item(do=Do.REMOVE, ids=ids)) if ids else talk


def too_old(talk: Talk, shown: Sequence[Shown], at: datetime | None = None) -> tuple[Shown, ...]:
    """Return what the platform does not let us remove any more."""
    since = int(((at or talk.heard_at) - REMOVABLE).timestamp())
    return tuple(one for one in shown if one.at < since)


def _off(talk: Talk, shown: Sequence[Shown], at: datetime) -> Talk:
    """Take these off; what the person has to remove by hand they are told."""
    kept = tuple(one for one in talk.screen if one not in shown)
    after = taken_off(replace(talk, screen=kept), shown, at)
    return after.saying("bot.by_hand") if too_old(talk, shown, at) else after


def _fades(shown: Shown) -> bool:
    return shown.sensitive and shown.question in FADING


def _moment(shown: Shown) -> datetime:
    return datetime.fromtimestamp(shown.at, UTC)
