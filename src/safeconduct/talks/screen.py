"""What stands on a person's screen, and what of it can still be taken off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from safeconduct.domain.dialogue import Question
from safeconduct.talks.said import Said
from safeconduct.talks.talk import Do, Item, Shown, Talk
from safeconduct.vault.symmetric import derive

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


def noted(talk: Talk, said: Said) -> Talk:
    """Note what was said last and where it stands, as a mark that tells nothing of the words."""
    return replace(talk, last_mark=_mark(talk, said), last_at=said.message)


def repeated(talk: Talk, said: Said) -> bool:
    """Say whether these are the last words once more, said before anything stood below them.

    Who hears nothing for a while says it again; it must not answer what is asked next, unseen.
    """
    seen = any(talk.last_at < one.id < said.message for one in talk.screen)
    return bool(talk.last_at) and talk.last_mark == _mark(talk, said) and not seen


def _mark(talk: Talk, said: Said) -> str:
    return derive(bytes.fromhex(talk.seed), "said", said.words).hex()


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
