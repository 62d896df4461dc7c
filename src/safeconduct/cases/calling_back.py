"""Call a person back: told in the log before anybody is rung, the number sealed to the line alone.

An unlocked session opens the number and seals it for one try; it is in the clear nowhere.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from safeconduct.cases import models
from safeconduct.cases.access import events_on, locked, words_of
from safeconduct.cases.actions import decided
from safeconduct.cases.callbacks import CallbackWish, callback_wish
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.models_of_wishes import WishedCall
from safeconduct.cases.opening import case_key
from safeconduct.cases.outbox import day_key
from safeconduct.cases.wished_calls import wish_of
from safeconduct.cases.writer import writing
from safeconduct.domain.call_backs import MOST_TRIES, may_be_called
from safeconduct.domain.life import Action
from safeconduct.domain.script import Channel
from safeconduct.people.readers import Reader
from safeconduct.programme.signing import reply_key
from safeconduct.vault.call_backs import sign_number
from safeconduct.vault.couriers import DayKey, Parcel, seal_parcel
from safeconduct.vault.seals import Purpose


class Why(StrEnum):
    """Why nobody is called now."""

    NO_WISH = "no_wish"
    OLD_CODE = "old_code"
    NO_LINE = "no_line"
    NOT_NOW = "not_now"
    TRIED = "tried"
    UNDER_WAY = "under_way"


class NotCalled(Exception):
    """Nobody is called; `why` says it in one closed word."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try, as the line gets it; `body`: the number, sealed to that day's key of the line."""

    id: uuid.UUID
    arrival: uuid.UUID
    language: str
    day: date
    body: bytes = field(repr=False)


def call_back(reference: str, *, reader: Reader, at: datetime, zones: Collection[tzinfo]) -> Try:
    """Begin one try; raises NoSuchCase, NotAllowed, NoReplyKey or NotCalled.

    The hour must be one that the person named, in every one of `zones`.
    """
    key_of_day = day_key(Channel.PHONE, at)
    if key_of_day is None:
        raise NotCalled(Why.NO_LINE)
    with writing():
        case = locked(reference, reader)
        life = life_of(case)
        event = decided(life, Action.CALL_BACK, reader, at)
        row, wish = wish_of(case.id), _opened_wish(case, reader)
        why = why_not(row, wish, at, zones)
        if row is None or wish is None or why:
            raise NotCalled(why or Why.NO_WISH)
        began = uuid.uuid4()
        body = _sealed(wish.number, began, key_of_day, reader)
        row.tried, row.tried_at, row.tries = began, to_the_minute(at), row.tries + 1
        row.save(update_fields=["tried", "tried_at", "tries"])
        record(case, life, [Happened(event=event)])
    return Try(
        id=began, arrival=case.first_id, language=case.language, day=key_of_day.day, body=body
    )


def why_not(
    row: WishedCall | None, wish: CallbackWish | None, at: datetime, zones: Collection[tzinfo]
) -> Why | None:
    """Return why a wish is not fulfilled now; None where it may be."""
    if row is None or row.done or wish is None or not wish.hours:
        return Why.NO_WISH
    if row.tried:
        return Why.UNDER_WAY
    if wish.outdated:
        return Why.OLD_CODE
    if row.tries >= MOST_TRIES:
        return Why.TRIED
    if not zones:
        return Why.NO_LINE
    return None if may_be_called(wish.hours, at, zones) else Why.NOT_NOW


def _opened_wish(case: models.Case, reader: Reader) -> CallbackWish | None:
    said, _ = words_of(case, case_key(case, reader), list(events_on(case)))
    return callback_wish(said)


def _sealed(number: str, began: uuid.UUID, key: DayKey, reader: Reader) -> bytes:
    signed = sign_number(number, began, reply_key(reader))
    return seal_parcel(signed, parcel(began, key.day), key.public)


def parcel(began: uuid.UUID, day: date) -> Parcel:
    return Parcel(purpose=Purpose.CALL_BACK, part=began.bytes, channel=Channel.PHONE, day=day)
