"""Whom a case can be given to: active members whose role answers people."""

from safeconduct.domain.role import RIGHTS, Right, Role
from safeconduct.people.models import Staff


def to_assign() -> tuple[str, ...]:
    """Call signs in alphabetical order."""
    answering = [role.value for role in Role if role in RIGHTS[Right.ANSWER]]
    staff = Staff.objects.filter(is_active=True, roles__role__in=answering)
    return tuple(staff.order_by("call_sign").values_list("call_sign", flat=True).distinct())
