"""`report`, the first contact, and what its answers mean for the case."""

from dataclasses import replace

from safeconduct.domain.life import RequestKind, SizeBand
from safeconduct.domain.script import Answers, End, If, Kind, Option, Question, Script, Way
from safeconduct.domain.scripts.asked import (
    CONTACT,
    HELLO,
    LANGUAGE,
    MESSAGE,
    NEEDS,
    NOT_SAFE,
    SAFE,
    only,
)
from safeconduct.domain.scripts.relative import ABOUT
from safeconduct.domain.scripts.relative import ENDS as RELATIVE_ENDS
from safeconduct.domain.urgency import Sign

COMING = If(question="who", among=("self", "group"))
ASKING = If(question="who", among=("question",))
FOR_RELATIVE = If(question="who", among=("relative",))

WHO = Question(
    key="who",
    text="report.who",
    hint="report.who.hint",
    options=(
        Option(key="self", text="report.who.self"),
        Option(key="group", text="report.who.group"),
        Option(key="relative", text="report.who.relative"),
        Option(key="question", text="report.who.question"),
    ),
    ways=(Way(text="report.way.callback", script="callback"),),
)

SIZE = Question(
    key="size",
    text="report.size",
    spoken="report.size.spoken",
    hint="report.size.hint",
    kind=Kind.COUNT,
    options=(
        Option(key="2-5", text="report.size.2_5", counts=(2, 5)),
        Option(key="6-15", text="report.size.6_15", counts=(6, 15)),
        Option(key="16-50", text="report.size.16_50", counts=(16, 50)),
        Option(key="over-50", text="report.size.over_50", counts=(51, 999_999)),
    ),
    when=(If(question="who", among=("group",)),),
    unless=(If(question="needs", among=("danger_now",)),),
    skip=SizeBand.UNKNOWN,
)

WINDOW = Question(
    key="when",
    text="report.when",
    hint="report.when.hint",
    options=(
        Option(key="hours", text="report.when.hours", says="report.says.hours"),
        Option(key="days", text="report.when.days"),
        Option(key="not_yet", text="report.when.not_yet", says="report.says.not_yet"),
        Option(key="unsure", text="report.when.unsure"),
    ),
    when=(COMING,),
    unless=(If(question="needs", among=("danger_now", "self_harm")),),
    skip="unsure",
)

ASKED = replace(
    MESSAGE,
    key="question",
    text="report.question",
    spoken="report.question.spoken",
    hint="report.question.hint",
    options=(),
    when=(ASKING,),
    skip=None,
)

SAFE_OR_CODE = replace(SAFE, ways=(Way(text="report.way.code", script="return_visit"),))
TOLD = replace(MESSAGE, when=(If(question="who", among=("self", "group", "relative")),))

REPORT = Script(
    key="report",
    hello=HELLO,
    questions=(
        SAFE_OR_CODE,
        WHO,
        only(ABOUT, FOR_RELATIVE),
        NEEDS,
        SIZE,
        WINDOW,
        TOLD,
        ASKED,
        CONTACT,
        LANGUAGE,
    ),
    stops=(NOT_SAFE,),
    ends=(
        End(
            key="not_yet",
            texts=(
                "talk.end.received",
                "report.end.not_yet",
                "report.end.kept",
                "talk.end.when",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            spoken=(
                "report.end.not_yet",
                "report.end.kept",
                "talk.end.when",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            when=(If(question="when", among=("not_yet",)),),
            hands_in=True,
        ),
        End(
            key="self",
            texts=(
                "talk.end.received",
                "talk.end.next",
                "talk.end.when",
                "report.end.self",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            spoken=(
                "talk.end.next.spoken",
                "talk.end.when",
                "report.end.self",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            when=(If(question="who", among=("self",)),),
            hands_in=True,
        ),
        End(
            key="group",
            texts=(
                "talk.end.received",
                "talk.end.next",
                "talk.end.when",
                "report.end.group",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            spoken=(
                "talk.end.next.spoken",
                "talk.end.when",
                "report.end.group",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            when=(If(question="who", among=("group",)),),
            hands_in=True,
        ),
        *RELATIVE_ENDS,
        End(
            key="question",
            texts=("talk.end.received", "report.end.question", "talk.end.when", "talk.end.unasked"),
            spoken=(
                "talk.end.next.spoken",
                "talk.end.when",
                "talk.end.unasked",
            ),
            hands_in=True,
        ),
    ),
)


def request_kind(answers: Answers) -> RequestKind:
    """Whom the contact is about (`report` or `relative`); until that is said, it is a question."""
    unsaid = RequestKind.RELATIVE if ABOUT.key in answers else RequestKind.QUESTION
    return RequestKind(answers.get(WHO.key, unsaid))


def size_band(answers: Answers) -> SizeBand:
    """How many people would come: one, a band, or unknown where nobody asked."""
    if request_kind(answers) is RequestKind.SELF:
        return SizeBand.ALONE
    return SizeBand(answers.get(SIZE.key, SizeBand.UNKNOWN))


def claimed_signs(answers: Answers) -> frozenset[Sign]:
    """The signs of urgency that the person names; staff confirm them or not."""
    named = set(answers.get(NEEDS.key, "").split(","))
    if answers.get(WINDOW.key) == "hours":
        named.add(Sign.WINDOW_CLOSING)
    return frozenset(sign for sign in Sign if sign in named)
