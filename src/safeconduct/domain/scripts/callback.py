"""`callback`: nobody is called unless they have said that a call is safe."""

from safeconduct.domain.script import Channel, End, If, Kind, Option, Question, Script
from safeconduct.domain.scripts.asked import HELLO, NOT_SAFE, SAFE, YES_NO

ALONE = Question(
    key="alone",
    text="callback.alone",
    hint="callback.alone.hint",
    options=(*YES_NO, Option(key="unsure", text="callback.alone.unsure")),
)

HOURS = Question(
    key="hours",
    text="callback.hours",
    hint="callback.hours.hint",
    options=(
        Option(key="morning", text="callback.hours.morning"),
        Option(key="day", text="callback.hours.day"),
        Option(key="evening", text="callback.hours.evening"),
        Option(key="night", text="callback.hours.night"),
        Option(key="any", text="callback.hours.any"),
    ),
)

THIS_NUMBER = Question(
    key="this_number",
    text="callback.this_number",
    options=YES_NO,
    channels=(Channel.PHONE,),
)

NUMBER = Question(
    key="number",
    text="callback.number",
    hint="callback.number.hint",
    kind=Kind.NUMBER,
    sensitive=True,
    channels=(Channel.SITE, Channel.TELEGRAM, Channel.SMS, Channel.MAIL),
)

OTHER_NUMBER = Question(
    key="other_number",
    text="callback.other_number",
    kind=Kind.NUMBER,
    when=(If(question="this_number", among=("no",)),),
    sensitive=True,
    channels=(Channel.PHONE,),
)

CALLBACK = Script(
    key="callback",
    hello=HELLO,
    questions=(SAFE, ALONE, HOURS, THIS_NUMBER, NUMBER, OTHER_NUMBER),
    stops=(
        NOT_SAFE,
        End(
            key="no_call",
            texts=("callback.end.no_call", "callback.end.no_call.next", "talk.end.any_troops"),
            when=(If(question="alone", among=("no", "unsure")),),
        ),
    ),
    ends=(
        End(
            key="call",
            texts=(
                "callback.end.call",
                "callback.end.when",
                "callback.end.not_you",
                "callback.end.cancel",
                "talk.end.any_troops",
            ),
            hands_in=True,
        ),
    ),
)
