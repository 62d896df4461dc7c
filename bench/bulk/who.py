"""Who fills a demonstration: an operator of its cast, unlocked by the phrase that it keeps."""

from safeconduct.config.cast import cast
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader
from safeconduct.people.unlock import reader, unlock
from safeconduct.programme.current import current_bundle
from safeconduct.programme.home import current_home


def operator_of_cast() -> Reader:
    """Return the first operator; raises NoCast where a programme is live."""
    card = next(one for one in cast(current_home()) if "operator" in one.roles)
    staff = Staff.objects.get(call_sign=card.call_sign)
    seed = unlock(staff, card.phrase)
    if seed is None:
        raise ValueError("the cast's phrase does not unlock its member")
    return reader(staff, seed, current_bundle().teams)
