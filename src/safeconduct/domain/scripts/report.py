"""`report`, the first contact, and what its answers mean for the case."""

from dataclasses import replace

from safeconduct.domain.script import Answers, End, If, Kind, Option, Question, Script
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

REPORT = Script(
    key="report",
    hello=HELLO,
    questions=(
        SAFE,
        WHO,
        SIZE,
        only(ABOUT, FOR_RELATIVE),
        replace(NEEDS, when=(COMING,)),
        WINDOW,
        replace(MESSAGE, when=(If(question="who", among=("self", "group", "relative")),)),
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
            when=(If(question="who", among=("group",)),),
            hands_in=True,
        ),
        *RELATIVE_ENDS,
        End(
            key="question",
            texts=("talk.end.received", "report.end.question", "talk.end.when", "talk.end.unasked"),
            hands_in=True,
        ),
    ),
)


def interpreter_wanted(answers: Answers) -> bool:
    return "interpreter" in answers.get("needs", "").split(",")
