"""Questions and lines that more than one script asks in the same words."""

from dataclasses import replace

from safeconduct.domain.crisis import CRISES, Crisis
from safeconduct.domain.script import Channel, End, If, Kind, Option, Question
from safeconduct.domain.understanding import SKIP

WRITTEN_TO = (Channel.TELEGRAM, Channel.SMS, Channel.MAIL)
"""Channels on which we could write first, so that permission has to be asked."""

HELLO = (
    (Channel.SITE, "talk.hello.site"),
    (Channel.TELEGRAM, "talk.hello.telegram"),
    (Channel.PHONE, "talk.hello.phone"),
    (Channel.SMS, "talk.hello.sms"),
    (Channel.MAIL, "talk.hello.mail"),
)

YES_NO = (Option(key="yes", text="talk.yes"), Option(key="no", text="talk.no"))
SKIPPING = (Option(key=SKIP, text="talk.skip"),)

SAFE = Question(
    key="safe",
    text="talk.safe",
    spoken="talk.safe.spoken",
    hint="talk.safe.hint",
    options=(Option(key="yes", text="talk.yes"), Option(key="no", text="talk.safe.no")),
)

NEEDS = Question(
    key="needs",
    text="talk.needs",
    spoken="talk.needs.spoken",
    hint="talk.needs.hint",
    kind=Kind.MANY,
    options=(
        Option(
            key="danger_now",
            text="talk.needs.danger_now",
            says=CRISES[Crisis.UNDER_FIRE].text,
            spoken="talk.needs.danger_now.spoken",
        ),
        Option(
            key="wounded",
            text="talk.needs.wounded",
            says=CRISES[Crisis.SEVERE_WOUND].text,
            spoken="talk.needs.wounded.spoken",
        ),
        Option(
            key="minor",
            text="talk.needs.minor",
            says=CRISES[Crisis.MINOR].text,
            spoken="talk.needs.minor.spoken",
        ),
        Option(key="self_harm", text="talk.needs.self_harm", says=CRISES[Crisis.SELF_HARM].text),
        Option(
            key="interpreter",
            text="talk.needs.interpreter",
            says="talk.says.interpreter",
            spoken="talk.needs.interpreter.spoken",
        ),
        Option(key="none", text="talk.needs.none"),
    ),
    skip="none",
    sensitive=True,
)

MESSAGE = Question(
    key="message",
    text="talk.message",
    spoken="talk.message.spoken",
    hint="talk.message.hint",
    kind=Kind.WORDS,
    options=SKIPPING,
    skip="",
    sensitive=True,
)

CONTACT = Question(
    key="contact",
    text="talk.contact",
    hint="talk.contact.hint",
    options=(
        Option(key="no", text="talk.contact.no", says="talk.says.contact.no"),
        Option(key="news", text="talk.contact.news", says="talk.says.contact.news"),
        Option(key="text", text="talk.contact.text", says="talk.says.contact.text"),
    ),
    skip="no",
    channels=WRITTEN_TO,
)

LANGUAGE = Question(
    key="language",
    text="talk.language",
    spoken="talk.language.spoken",
    hint="talk.language.hint",
    kind=Kind.WORDS,
    options=SKIPPING,
    when=(If(question="needs", among=("interpreter",)),),
    skip="",
    sensitive=True,
)

NOT_SAFE = End(
    key="not_safe",
    texts=("talk.end.not_safe", "talk.end.come_back", "talk.end.unasked", "talk.end.any_troops"),
    spoken=(
        "talk.end.not_safe.spoken",
        "talk.end.come_back.spoken",
        "talk.end.unasked",
        "talk.end.any_troops",
    ),
    when=(If(question="safe", among=("no",)),),
)


def only(question: Question, *when: If) -> Question:
    """Return the question, asked only when these conditions hold as well as its own."""
    return replace(question, when=(*when, *question.when))
