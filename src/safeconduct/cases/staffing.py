"""What is done about staff and keys, each with its event in the same transaction.

The actions beneath (`people`, `programme`) know no log; whoever stands above calls these.
"""

from datetime import datetime

from django.http import HttpRequest

from safeconduct.cases.programme_log import last_actor, tell
from safeconduct.cases.writer import writing
from safeconduct.domain.programme_events import About, Happening
from safeconduct.domain.role import MACHINE, Actor, Role, Team
from safeconduct.people import actions, invitations, rotation, sessions
from safeconduct.people.actions import NotACallSign, NotAllowed
from safeconduct.people.enrolment import Card
from safeconduct.people.invitations import Invitation
from safeconduct.people.models import Staff, StaffRole
from safeconduct.people.readers import Reader
from safeconduct.people.rotation import PlantedMembership
from safeconduct.programme import drafts, following, publishing
from safeconduct.programme.drafts import Publication
from safeconduct.programme.not_published import NotPublished, Unsigned

__all__ = [
    "NotACallSign", "NotAllowed", "PlantedMembership", "choose_language", "confirm_role",
    "draft_publication", "drafted_by", "end_others", "enrol", "enrol_invited", "invite",
    "lock_everybody", "propose_role", "publish", "refuse_role", "remove_member", "rotate_team",
]  # fmt: skip


def invite(call_sign: str, language: str, *, actor: Actor, at: datetime) -> str:
    """Invite a newcomer to a screen of their own; returns the digits that open it once."""
    with writing():
        actions.may_enrol(call_sign, actor)
        invited = Invitation(call_sign=call_sign, language=language, by=actor.call_sign)
        tell(Happening.INVITED, actor.call_sign, at, About(member=call_sign))
        return invitations.written(invited, at)


def enrol_invited(digits: str, *, recovery_public: bytes, at: datetime) -> Card | None:
    """Enrol whom these digits invite, as who invited them may still do; None: no invitation."""
    invited = invitations.taken(digits, at)
    if invited is None:
        return None
    return enrol(
        invited.call_sign,
        invited.language,
        actor=_still(invited.by),
        recovery_public=recovery_public,
        at=at,
    )


def enrol(
    call_sign: str, language: str, *, actor: Actor, recovery_public: bytes, at: datetime
) -> Card:
    """Take a newcomer in without any role; see `people.actions.enrol`."""
    with writing():
        card = actions.enrol(call_sign, language, actor=actor, recovery_public=recovery_public)
        tell(Happening.ENROLLED, actor.call_sign, at, About(member=card.call_sign))
    return card


def propose_role(call_sign: str, role: Role, *, actor: Actor, at: datetime) -> None:
    with writing():
        actions.propose_role(call_sign, role, actor=actor, at=at)
        tell(Happening.ROLE_PROPOSED, actor.call_sign, at, _held(call_sign, role))


def confirm_role(call_sign: str, role: Role, *, reader: Reader, spoken: str, at: datetime) -> None:
    """Confirm after the newcomer has spoken the words of their key; signs and seals."""
    with writing():
        actions.confirm_role(call_sign, role, reader=reader, spoken=spoken)
        tell(Happening.ROLE_CONFIRMED, reader.call_sign, at, _held(call_sign, role))


def refuse_role(call_sign: str, role: Role, *, reader: Reader, at: datetime) -> None:
    with writing():
        actions.refuse_role(call_sign, role, reader=reader)
        tell(Happening.ROLE_REFUSED, reader.call_sign, at, _held(call_sign, role))


def remove_member(call_sign: str, *, actor: Actor, at: datetime) -> frozenset[Team]:
    """Shut a member out at once; returns the teams whose holders must now make a new version."""
    with writing():
        due = actions.remove_member(call_sign, actor=actor)
        tell(Happening.REMOVED, actor.call_sign, at, About(member=_as_stored(call_sign)))
    return due


def rotate_team(team: Team, *, reader: Reader, at: datetime) -> int:
    """Make the next version of a team's key; returns its number."""
    with writing():
        version = rotation.rotate_team(team, reader=reader)
        tell(Happening.KEY_RENEWED, reader.call_sign, at, About(team=team, version=version))
    return version


def choose_language(staff: Staff, language: str, at: datetime) -> None:
    """Speak to a member in another language from now on."""
    with writing():
        staff.desk_language = language
        staff.save(update_fields=["desk_language"])
        tell(Happening.LANGUAGE_CHOSEN, staff.call_sign, at)


def end_others(request: HttpRequest, staff: Staff, at: datetime) -> int:
    """End this member's sessions in other browsers; returns how many there were."""
    with writing():
        ended = sessions.end_others(request)
        if ended:
            tell(Happening.OTHERS_ENDED, staff.call_sign, at)
    return ended


def draft_publication(*, reader: Reader, at: datetime, mark: str = "") -> Publication:
    """Sign new keys and texts for the other signer; `mark` names what was looked at."""
    with writing():
        drafted = publishing.draft_publication(reader=reader, at=at, mark=mark)
        tell(Happening.DIRECTORY_DRAFTED, reader.call_sign, at, _serials(drafted))
    return drafted


def publish(*, reader: Reader, at: datetime, mark: str = "") -> Publication:
    """Sign what another person drafted and publish it; raises NotPublished.

    Told before the files are put in their places: a log that takes nothing publishes nothing.
    """
    with writing():
        waiting = _waiting(at)
        if reader.call_sign == drafted_by():
            raise NotPublished(Unsigned.SAME_PERSON)
        tell(Happening.DIRECTORY_PUBLISHED, reader.call_sign, at, _serials(waiting))
        return publishing.sign_publication(reader=reader, at=at, mark=mark)


def drafted_by() -> str:
    """Return the call sign of whoever signed the last draft, as the log tells it."""
    return last_actor(Happening.DIRECTORY_DRAFTED)


def lock_everybody(at: datetime) -> int:
    """Destroy every session; returns how many there were, and tells it when there was one."""
    with writing():
        ended = sessions.lock_everybody()
        if ended:
            tell(Happening.EVERYBODY_LOCKED, MACHINE, at)
    return ended


def _waiting(at: datetime) -> Publication:
    draft = drafts.kept()
    if draft is None:
        raise NotPublished(Unsigned.NOTHING_WAITS)
    return following.check(draft, at)


def _serials(publication: Publication) -> About:
    return About(serial=publication.directory.serial, index=publication.index.serial)


def _still(call_sign: str) -> Actor:
    """Return who invited, with the roles that they hold now."""
    rows = StaffRole.objects.filter(staff__call_sign=call_sign, staff__is_active=True)
    held = frozenset(Role(role) for role in rows.values_list("role", flat=True))
    return Actor(call_sign=call_sign, roles=held)


def _held(call_sign: str, role: Role) -> About:
    return About(member=_as_stored(call_sign), role=role)


def _as_stored(call_sign: str) -> str:
    return Staff.objects.get(call_sign__iexact=call_sign).call_sign
