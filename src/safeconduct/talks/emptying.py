"""Empty what the couriers remember, once the panic key is pressed (VAULT section 3, ADR 13).

Whoever presses destroys what they may reach. Each channel's own process does the same with what is
its own, within a second; one that was down does it at its start, before anything else.
"""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import partial

from django.conf import settings
from django.db import ProgrammingError

from safeconduct.cases import models as cases
from safeconduct.cases.doors import last_panic
from safeconduct.cases.half_done import Left, each_of
from safeconduct.cases.outbox import State
from safeconduct.cases.writer import writing
from safeconduct.domain.dialogue import Channel
from safeconduct.programme.plain_sound import destroy_plain_sound
from safeconduct.talks import models
from safeconduct.talks.couriers import Courier
from safeconduct.talks.day_keys import destroy_all
from safeconduct.talks.keeping import keeping

LINE_TABLES = (
    models.Call, models.CallBack, models.CallOrder, models.Seat, models.ShortNumber,
    models.CallerMark, models.AbusiveTalk, models.SilentCall,
)  # fmt: skip
EVERY_CHANNEL: Mapping[str, str] = {}


def empty_all() -> None:
    """Destroy what every channel remembers, keys first: then no row left behind opens any more.

    What lies unsealed beside the switch goes next: voices, and answers that are being said. The
    public halves go too, so that no answer is sealed to a key that is gone. Where
    one of these fails the others are done all the same, and HalfDone names it.
    """
    each_of(
        (
            (Left.KEYS, partial(destroy_all, settings.HOME)),
            (Left.SOUND, partial(destroy_plain_sound, settings.HOME)),
            (Left.TALKS, partial(_empty_talks, EVERY_CHANNEL)),
            (Left.ANSWERS, partial(_empty_outbox, EVERY_CHANNEL)),
            (Left.LINE, _empty_line),
            (Left.PUBLIC_HALVES, partial(_forget_public_halves, EVERY_CHANNEL)),
        )
    )


def empty_if_pressed(courier: Courier) -> bool:
    """Empty a channel's memory where the panic key was pressed since it was last emptied.

    Where one thing cannot be emptied the others are all the same, and its error is raised. Noted
    last: killed in between, the next process does it again.
    """
    press = last_panic()
    if press == courier.emptied_after():
        return _forget(courier, press)
    with courier.alone():
        if press == courier.emptied_after():
            return _forget(courier, press)
        _empty_all_of(courier)
        courier.note_emptied(press)
    return True


def _empty_all_of(courier: Courier) -> None:
    """Empty one channel, its keys first: what is put last on the stack is done first."""
    whose = {"channel": courier.channel}
    with ExitStack() as each:
        each.callback(_forget_own_public_halves, whose)
        if courier.channel == Channel.PHONE:
            each.callback(_empty_line)
        each.callback(_empty_outbox, whose)
        each.callback(_empty_talks, whose)
        each.callback(_empty_sound, courier)
        each.callback(courier.empty)


def _forget(courier: Courier, press: bytes) -> bool:
    """Forget what another process emptied, and say whether it did; sound lies on each machine."""
    emptied = courier.forget_emptied(press)
    if emptied:
        _empty_sound(courier)
    return emptied


def _empty_sound(courier: Courier) -> None:
    if courier.channel == Channel.PHONE:
        destroy_plain_sound(settings.HOME)


def _empty_talks(whose: Mapping[str, str]) -> None:
    """Destroy talks and ties, and empty what came; all of it or none, so that it is done again."""
    with keeping():
        models.Talk.objects.filter(**whose).delete()
        models.Address.objects.filter(**whose).delete()
        models.Update.objects.filter(waits=True, **whose).update(waits=False, body=b"")


def _empty_outbox(whose: Mapping[str, str]) -> None:
    """Empty what is on its way; an answer shows as undelivered."""
    with writing():
        waiting = cases.Outgoing.objects.filter(state=State.WAITING, **whose)
        waiting.update(state=State.FAILED, body=b"")


def _forget_public_halves(whose: Mapping[str, str]) -> None:
    with writing():
        cases.DayKey.objects.filter(**whose).delete()


def _forget_own_public_halves(whose: Mapping[str, str]) -> None:
    """Let the keys be known that are drawn next: of each day one alone is.

    A role that is older than this may not; the channel goes on, and `doctor` names the role.
    """
    with suppress(ProgrammingError):
        _forget_public_halves(whose)


def _empty_line() -> None:
    """Destroy who called, who is on duty and every short number.

    The switch then hangs up, and lets nobody register.
    """
    with keeping():
        for table in LINE_TABLES:
            table.objects.all().delete()
