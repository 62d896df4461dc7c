"""`short_number`: who called with a short number leaves a message while nobody can pick up."""

from dataclasses import replace

from safeconduct.domain.script import End, Script
from safeconduct.domain.scripts.asked import HELLO, MESSAGE, NEEDS, NOT_SAFE, SAFE

SHORT_NUMBER = Script(
    key="short_number",
    hello=HELLO,
    questions=(
        SAFE,
        NEEDS,
        replace(MESSAGE, text="short_number.message", spoken="short_number.message.spoken"),
    ),
    stops=(NOT_SAFE,),
    ends=(
        End(
            key="left",
            texts=("short_number.end", "talk.end.when", "talk.end.unasked", "talk.end.any_troops"),
            hands_in=True,
        ),
    ),
)
