"""Know an answer that is given once more: it must not answer what is asked next, unseen.

Who hears nothing for a while says it again, and who is asked twice after a fault answers twice.
"""

from contextlib import suppress
from dataclasses import replace

from safeconduct.domain.dialogue import Kind, LabelOf, Unclear, understand
from safeconduct.talks.said import Said
from safeconduct.talks.talk import Do, Stage, Talk
from safeconduct.talks.walking import script_of
from safeconduct.vault.symmetric import derive

CHOSEN = frozenset({Kind.ONE, Kind.MANY, Kind.COUNT})
"""Answers that are known again whatever words they come in; free words only by the same words."""


def is_repeat(talk: Talk, said: Said, label_of: LabelOf) -> bool:
    if not unseen(talk, said):
        return False
    return talk.last_mark == _mark(talk, said) or _answers_before(talk, said, label_of)


def noted(talk: Talk, said: Said) -> Talk:
    """Note what was said last, as a mark that tells nothing once the talk's seed has moved on."""
    return replace(talk, last_mark=_mark(talk, said))


def unseen(talk: Talk, said: Said) -> bool:
    """Say whether this was said before the question that is asked now stood on the screen."""
    others = (one for one in talk.screen if one.id != said.message)
    stands = [one.id for one in others if one.question == talk.asked]
    waits = any(item.do is Do.ASK and item.key == talk.asked for item in talk.items)
    return said.message > 0 and (said.message < min(stands) if stands else waits)


def _answers_before(talk: Talk, said: Said, label_of: LabelOf) -> bool:
    """Say whether these words answer the question that was answered last."""
    question = script_of(talk).question(talk.before) if talk.stage is Stage.ASKING else None
    if question is not None and question.kind in CHOSEN:
        with suppress(Unclear):
            understand(question, said.words, label_of)
            return True
    return False


def _mark(talk: Talk, said: Said) -> str:
    return derive(bytes.fromhex(talk.seed), "said", said.words).hex()
