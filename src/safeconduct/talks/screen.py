"""What stands on a person's screen, and what of it can still be taken off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from safeconduct.domain.dialogue import Question
from safeconduct.talks.talk import Do, Item, Shown, Talk

# Telegram lets a bot delete for 48 hours, all of a list or none; what is older goes by hand.
REMOVABLE = timedelta(hours=48)


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


def taken_off(talk: Talk, shown: Sequence[Shown]) -> Talk:
    """Take messages off the screen that the platform still lets us remove."""
    old = too_old(talk, shown)
    ids = tuple(one.id for one in shown if one not in old)
    return talk.doing(Item(do=Do.REMOVE, ids=ids)) if ids else talk


def too_old(talk: Talk, shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """Return what the platform does not let us remove any more."""
    since = int((talk.heard_at - REMOVABLE).timestamp())
    return tuple(one for one in shown if one.at < since)
