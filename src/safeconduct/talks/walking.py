"""Where a talk stands in its script: begin one, ask what is next, carry it into a changed one."""

from dataclasses import replace
from functools import cache

from safeconduct.domain.dialogue import (
    NOTHING,
    Channel,
    LabelOf,
    Question,
    Script,
    current,
    heard,
    on_channel,
)
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.talks.talk import NO_ANSWERS, Do, Item, Stage, Talk

AT_ONCE = {Channel.PHONE.value: frozenset({"safe", "who", "about", "needs"})}
"""Where a line may drop at any moment the code comes first: after these questions, by channel."""

ASKS_BEFORE_READING = frozenset({Channel.PHONE.value})
"""Where others may hear what is read out, so that it waits for a yes."""

GIVEN = {"return_code": "given", "own_word": "given"}
"""What stands for a code and own word that have led somewhere: they are not kept themselves."""


def rest(talk: Talk) -> Talk:
    """Nothing is asked any more; a talk that is tied goes on passing words."""
    stage = Stage.OPEN if talk.tie else Stage.STILL
    return replace(
        talk, stage=stage, script="", digest="", answers=NO_ANSWERS, first_words="", aside="",
        caller="",
    )  # fmt: skip


def opened(talk: Talk, key: str, *, greet: bool) -> Talk:
    script = spoken(key, talk.channel)
    begun = replace(
        talk, stage=Stage.ASKING, begun=talk.count, script=key, digest=digest_of(key, talk.channel),
        answers=NO_ANSWERS, marked=(), first_words="", aside="", tie=None, visit=None,
        staff_at=None, passed_at=None,
    )  # fmt: skip
    return begun.saying(script.greeting(Channel(talk.channel))) if greet else begun


def ask(talk: Talk) -> Talk:
    question = asked(talk)
    if question is None:
        return talk
    item = Item(do=Do.ASK, key=question.key, sensitive=question.sensitive)
    return replace(talk, asked=question.key, marked=()).doing(item)


def asked(talk: Talk) -> Question | None:
    """Return the question that the next words answer."""
    if talk.stage is not Stage.ASKING:
        return None
    step = current(script_of(talk), talk.answers)
    return step if isinstance(step, Question) else None


def go_on(talk: Talk) -> Talk:
    return ask(talk) if talk.stage is Stage.ASKING else talk


def script_of(talk: Talk) -> Script:
    return spoken(talk.script, talk.channel)


@cache
def spoken(key: str, channel: str) -> Script:
    """Return a script as one channel speaks it; made once, since it is asked for at each word."""
    return on_channel(SCRIPTS[key], Channel(channel))


@cache
def digest_of(key: str, channel: str) -> str:
    return spoken(key, channel).digest


def renewed(talk: Talk, label_of: LabelOf) -> Talk:
    """Carry a running talk into a script that changed meanwhile: what still fits stays answered."""
    if talk.stage is not Stage.ASKING:
        return talk
    digest = digest_of(talk.script, talk.channel)
    if digest == talk.digest:
        return talk
    kept = heard(script_of(talk), talk.answers, label_of).answers if talk.answers else NOTHING
    answers = {**kept, **GIVEN} if talk.visit else kept
    return replace(talk, digest=digest, answers=answers, marked=())
