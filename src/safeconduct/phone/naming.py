"""What a waiting caller names by a key: it moves them in the queue at once, and reaches their case.

Who asks for a person before any question, or comes with a short number, was asked nothing yet.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from safeconduct.domain.dialogue import Unclear, said_at_once, understand
from safeconduct.domain.scripts.asked import NEEDS
from safeconduct.domain.scripts.report import claimed_signs
from safeconduct.domain.urgency import Sign
from safeconduct.phone.call import Call
from safeconduct.phone.speaker import Ask, How, Sounds
from safeconduct.talks.talk import Errand, Talk

NONE = "none"
Raised = Callable[[frozenset[Sign]], Awaitable[None]]


async def name_signs(call: Call, raised: Raised) -> Sounds:
    """Ask what cannot wait; return the words that are said to it at once. Raises HungUp.

    Who then names nothing waits on where they stood.
    """
    question = Ask(number=0, sounds=call.speaker.asks(NEEDS), how=How.KEYS, times=1)
    heard = await call.ask((), question)
    try:
        value = understand(NEEDS, heard.keys, call.speaker.label)
    except Unclear as unclear:
        return call.speaker.sounds(unclear.text)
    if value == NONE:
        return ()
    await raised(claimed_signs({NEEDS.key: value}))
    if call.talk:
        call.talk = await call.kept(named(call.talk, value))
    return tuple(call.speaker.sound(text) for text in said_at_once(NEEDS, value))


def named(talk: Talk, value: str) -> Talk:
    """Return a talk with what was named beside its questions; a case that it has hears it now."""
    chosen = {*talk.answers.get(NEEDS.key, NONE).split(","), *value.split(",")} - {NONE}
    every = ",".join(option.key for option in NEEDS.options if option.key in chosen)
    told = replace(talk, answers={**talk.answers, NEEDS.key: every})
    return told.with_job(Errand.NAME, words=every) if talk.tie or talk.visit else told
