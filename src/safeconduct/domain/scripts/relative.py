"""`relative`: someone asks for another; nothing is confirmed to those we cannot verify."""

from dataclasses import replace

from safeconduct.domain.script import End, If, Option, Question, Script
from safeconduct.domain.scripts.asked import (
    CONTACT,
    HELLO,
    LANGUAGE,
    MESSAGE,
    NEEDS,
    NOT_SAFE,
    SAFE,
)

WANTS_OUT = If(question="about", among=("wants_out",))

ABOUT = Question(
    key="about",
    text="relative.about",
    hint="relative.about.hint",
    options=(
        Option(key="missing", text="relative.about.missing", says="relative.says.missing"),
        Option(
            key="wants_out",
            text="relative.about.wants_out",
            says="relative.says.wants_out",
            spoken="relative.about.wants_out.spoken",
        ),
        Option(key="family", text="relative.about.family", spoken="relative.about.family.spoken"),
        Option(key="other", text="relative.about.other"),
    ),
)

ENDS = (
    End(
        key="relative_missing",
        texts=(
            "talk.end.received",
            "relative.end.missing",
            "talk.end.when",
            "relative.end.red_cross",
            "talk.end.unasked",
        ),
        spoken=(
            "talk.end.received",
            "relative.end.missing.spoken",
            "talk.end.when",
            "relative.end.red_cross",
            "talk.end.unasked",
        ),
        when=(If(question="about", among=("missing",)),),
        hands_in=True,
    ),
    End(
        key="relative_wants_out",
        texts=(
            "talk.end.received",
            "relative.end.wants_out",
            "talk.end.when",
            "talk.end.unasked",
            "talk.end.any_troops",
        ),
        spoken=(
            "talk.end.received",
            "relative.end.wants_out.spoken",
            "talk.end.when",
            "talk.end.unasked",
            "talk.end.any_troops",
        ),
        when=(WANTS_OUT,),
        hands_in=True,
    ),
    End(
        key="relative",
        texts=("talk.end.received", "talk.end.next", "talk.end.when", "talk.end.unasked"),
        spoken=("talk.end.next.spoken", "talk.end.when", "talk.end.unasked"),
        when=(If(question="about", among=("family", "other")),),
        hands_in=True,
    ),
)

RELATIVE = Script(
    key="relative",
    hello=HELLO,
    questions=(SAFE, ABOUT, NEEDS, MESSAGE, CONTACT, LANGUAGE),
    stops=(NOT_SAFE,),
    ends=(*ENDS[:-1], replace(ENDS[-1], when=())),
)
