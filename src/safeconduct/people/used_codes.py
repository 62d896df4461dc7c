"""Each code of a second factor counts once: that is a row, so that no restart brings one back."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from safeconduct.people.models import Staff, UsedCode


def use(member: Staff, secret: str, code: str) -> bool:
    """Note that a code was used; False where it is none of this minute, or was used before.

    Of two processes that are given it at once the database lets one have it.
    """
    taken = list(yield_hotp_counters_from_time())
    step = next((one for one in taken if _is_of(one, secret, code)), None)
    if step is None:
        return False
    UsedCode.objects.filter(step__lt=min(taken)).delete()
    _, fresh = UsedCode.objects.get_or_create(staff=member, step=step)
    return fresh


def _is_of(step: int, secret: str, code: str) -> bool:
    expected = format_hotp_value(hotp_value(secret, step))
    return bool(compare_user_code(actual=code, expected=expected))
