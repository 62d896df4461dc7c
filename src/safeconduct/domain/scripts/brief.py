"""`brief`: the first contact while more call than the line can serve; the rest is asked later.

The order is that of `report`. Whom it is about comes before the code, as it makes the case what it
is; what cannot wait does too, as words of a crisis wait for nothing, and the queue goes by it.
"""

from safeconduct.domain.script import Channel, End, Script
from safeconduct.domain.scripts.asked import HELLO, NEEDS, NOT_SAFE
from safeconduct.domain.scripts.report import ASKED, SAFE_OR_CODE, TOLD, WHO

BRIEF = Script(
    key="brief",
    hello=(
        *(said for said in HELLO if said[0] is not Channel.PHONE),
        (Channel.PHONE, "talk.hello.brief"),
    ),
    questions=(SAFE_OR_CODE, WHO, NEEDS, TOLD, ASKED),
    stops=(NOT_SAFE,),
    ends=(
        End(
            key="brief",
            texts=(
                "talk.end.received",
                "talk.end.brief",
                "talk.end.when",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            spoken=(
                "talk.end.brief",
                "talk.end.when",
                "talk.end.unasked",
                "talk.end.any_troops",
            ),
            hands_in=True,
        ),
    ),
)
