"""`return_visit`: someone comes back with a code, on whatever channel."""

from dataclasses import replace

from safeconduct.domain.script import Channel, End, If, Kind, Option, Question, Script
from safeconduct.domain.scripts.asked import (
    CONTACT,
    HELLO,
    MESSAGE,
    NEEDS,
    NOT_SAFE,
    SAFE,
    SKIPPING,
    YES_NO,
)
from safeconduct.domain.scripts.report import WINDOW

COMING = If(question="want", among=("come",))

CODE = Question(
    key="return_code",
    text="return_visit.code",
    spoken="return_visit.code.spoken",
    hint="return_visit.code.hint",
    kind=Kind.CODE,
    sensitive=True,
)

OWN_WORD = Question(
    key="own_word",
    text="return_visit.own_word",
    hint="return_visit.own_word.hint",
    kind=Kind.WORDS,
    options=SKIPPING,
    skip="",
    sensitive=True,
    channels=(Channel.SITE, Channel.TELEGRAM, Channel.SMS, Channel.MAIL),
)

LISTEN = Question(
    key="listen",
    text="return_visit.listen",
    options=(
        Option(key="yes", text="talk.yes"),
        Option(key="no", text="talk.safe.no", says="return_visit.says.listen_later"),
    ),
    channels=(Channel.PHONE,),
)
"""Asked only where an answer waits: what is read aloud may be heard by others."""

WANT = Question(
    key="want",
    text="return_visit.want",
    options=(
        Option(key="read", text="return_visit.want.read", spoken="return_visit.want.read.spoken"),
        Option(key="add", text="return_visit.want.add", spoken="return_visit.want.add.spoken"),
        Option(key="come", text="return_visit.want.come"),
        Option(key="withdraw", text="return_visit.want.withdraw"),
        Option(key="erase", text="return_visit.want.erase"),
    ),
)

ADDED = replace(
    MESSAGE,
    key="added",
    text="return_visit.added",
    spoken="return_visit.added.spoken",
    options=(),
    when=(If(question="want", among=("add",)),),
    skip=None,
)

READY = replace(
    WINDOW,
    options=tuple(option for option in WINDOW.options if option.key != "not_yet"),
    when=(COMING,),
)

SURE_WITHDRAW = Question(
    key="sure_withdraw",
    text="return_visit.sure_withdraw",
    hint="return_visit.sure_withdraw.hint",
    options=YES_NO,
    when=(If(question="want", among=("withdraw",)),),
)

SURE_ERASE = replace(
    SURE_WITHDRAW,
    key="sure_erase",
    text="return_visit.sure_erase",
    hint="return_visit.sure_erase.hint",
    when=(If(question="want", among=("erase",)),),
)

RETURN_VISIT = Script(
    key="return_visit",
    hello=HELLO,
    questions=(
        SAFE,
        CODE,
        OWN_WORD,
        LISTEN,
        WANT,
        ADDED,
        replace(NEEDS, when=(COMING,)),
        READY,
        replace(MESSAGE, when=(COMING,)),
        SURE_WITHDRAW,
        SURE_ERASE,
        replace(CONTACT, when=(If(question="want", among=("read", "add", "come")),)),
    ),
    stops=(NOT_SAFE,),
    ends=(
        End(
            key="read",
            texts=("return_visit.end.read", "return_visit.end.later", "talk.end.unasked"),
            spoken=("return_visit.end.later", "talk.end.unasked"),
            when=(If(question="want", among=("read",)),),
        ),
        End(
            key="withdrawn",
            texts=(
                "return_visit.end.withdrawn",
                "return_visit.end.withdrawn.next",
                "talk.end.any_troops",
            ),
            when=(If(question="sure_withdraw", among=("yes",)),),
            hands_in=True,
        ),
        End(
            key="erased",
            texts=(
                "return_visit.end.erased",
                "return_visit.end.erased.next",
                "talk.end.any_troops",
            ),
            when=(If(question="sure_erase", among=("yes",)),),
            hands_in=True,
        ),
        End(
            key="unchanged",
            texts=("return_visit.end.unchanged", "return_visit.end.later"),
            when=(If(question="want", among=("withdraw", "erase")),),
        ),
        End(
            key="coming",
            texts=(
                "talk.end.received",
                "return_visit.end.coming",
                "talk.end.when",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            spoken=(
                "talk.end.received",
                "return_visit.end.coming.spoken",
                "talk.end.when",
                "talk.end.any_troops",
            ),
            when=(COMING,),
            hands_in=True,
        ),
        End(
            key="added",
            texts=("talk.end.received", "return_visit.end.added", "talk.end.when"),
            spoken=("talk.end.received", "return_visit.end.added.spoken", "talk.end.when"),
            hands_in=True,
        ),
    ),
)
