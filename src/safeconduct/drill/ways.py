"""The ways through a drill: where a person asks, what they allow, where they read the answer."""

from collections.abc import Collection
from dataclasses import dataclass

SITE, TELEGRAM, PHONE = "site", "telegram", "phone"
CHANNELS = (SITE, TELEGRAM, PHONE)
IN_THE_CHAT, WITH_THE_CODE = "in the chat", "with the code"
"""At the bot an answer is read where it arrives, or later, by who comes back with the code."""
READ_ON = {SITE: SITE, PHONE: PHONE, IN_THE_CHAT: TELEGRAM, WITH_THE_CODE: TELEGRAM}
"""The channel of each way to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way; `may` is what a person at the bot allows: the text, news only, nothing."""

    asks: str = SITE
    may: str = "no"
    reads: str = SITE
    share: int = 1

    @property
    def name(self) -> str:
        allowed = f", {self.may}" if self.asks == TELEGRAM else ""
        return f"{self.asks}{allowed}: {self.reads}"

    @property
    def channels(self) -> frozenset[str]:
        return frozenset({self.asks, READ_ON[self.reads]})


ON_THE_SITE = Way(share=7)

WAYS = (
    ON_THE_SITE,
    Way(asks=TELEGRAM, may="text", reads=IN_THE_CHAT, share=4),
    Way(asks=SITE, may="text", reads=WITH_THE_CODE, share=3),
    Way(asks=TELEGRAM, may="news", reads=IN_THE_CHAT, share=2),
    Way(asks=TELEGRAM, reads=WITH_THE_CODE, share=2),
    Way(asks=TELEGRAM, reads=SITE, share=2),
    Way(asks=PHONE, reads=PHONE, share=4),
    Way(asks=SITE, reads=PHONE, share=2),
    Way(asks=PHONE, reads=SITE, share=2),
    Way(asks=PHONE, may="text", reads=WITH_THE_CODE, share=2),
)
"""Who asks where, and reads where: of thirty people twelve ask on the site, ten at the bot, eight
by phone; twelve of all go on elsewhere, with nothing but the code.
"""


def ways_of(channels: Collection[str]) -> tuple[Way, ...]:
    """Return the ways that these channels open, mixed: the first few hold one of each."""
    open_ways = [way for way in WAYS if way.channels <= set(channels)]
    rounds = range(max(way.share for way in open_ways))
    return tuple(way for turn in rounds for way in open_ways if turn < way.share)
