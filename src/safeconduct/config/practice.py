"""A demonstration signs itself: after an upgrade or a month, with the keys that lie in cast.json.

Whoever reads that file *is* shift lead and coordinator there, on purpose. A drill is not signed for
its people, who are to learn it, and a live programme keeps no such file: both are told at the desk.
"""

from datetime import datetime

from safeconduct.cases import staffing
from safeconduct.config.cast import Member, NoCast, cast
from safeconduct.domain.role import Role
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader
from safeconduct.people.unlock import reader, unlock
from safeconduct.programme.bundle import NoBundle
from safeconduct.programme.current import current_bundle, current_deployment
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.home import Home
from safeconduct.programme.not_published import NotPublished
from safeconduct.programme.publication import public_texts
from safeconduct.vault.directory import Standing

SIGNERS = (Role.SHIFT_LEAD, Role.COORDINATOR)
CANNOT = (NotPublished, NoBundle, NoCast, Staff.DoesNotExist)


def sign_anew(home: Home, at: datetime) -> str:
    """Publish this version's texts where they are not the signed ones; returns one line, or none.

    Never stops a start: what cannot be signed here is signed at the desk.
    """
    try:
        if current_deployment().purpose is not Purpose.DEMONSTRATION or not due(at):
            return ""
        first, second = (_reader(home, role) for role in SIGNERS)
        staffing.draft_publication(reader=first, at=at)
        serial = staffing.publish(reader=second, at=at).directory.serial
    except CANNOT as reason:
        return f"The demonstration’s texts were not signed anew: {reason}"
    return (
        f"Publication {serial} of the demonstration is signed with the keys of {first.call_sign}"
        f" and {second.call_sign}, which lie in {home.cast.name}."
    )


def due(at: datetime) -> bool:
    bundle = current_bundle()
    renewed = bundle.age_state(at) is Standing.FRESH
    return not renewed or bundle.contents.index.files != public_texts()


def _reader(home: Home, role: Role) -> Reader:
    member = _holder(home, role)
    staff = Staff.objects.get(call_sign=member.call_sign, is_active=True)
    seed = unlock(staff, member.phrase)
    if seed is None:
        raise NoCast(f"{member.call_sign} has another phrase by now")
    return reader(staff, seed, current_bundle().teams)


def _holder(home: Home, role: Role) -> Member:
    for member in cast(home):
        if role.value in member.roles:
            return member
    raise NoCast(f"the cast has no {role.value.replace('_', ' ')}")
