"""The fictional programme of a demonstration or drill: names, reserved addresses, a cast."""

from safeconduct.domain.role import Role
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.languages import LANGUAGES
from safeconduct.programme.plan import Holder, Plan
from safeconduct.vault.manifest import ChannelEntry

# `.example` is reserved for fiction (RFC 2606). Pages offer what stands here: only what runs may.
# The demonstration's bot answers at the stand-in, which no messenger reaches.
CHANNELS = (
    ChannelEntry(kind="site", address="https://quiet-shore.example/"),
    ChannelEntry(kind="telegram", address="https://quiet-shore.example/bot"),
)
NAMES = {"ru": "Тихий берег", "uk": "Тихий берег", "en": "Quiet Shore"}


def _holder(call_sign: str, *roles: Role) -> Holder:
    return Holder(call_sign=call_sign, roles=frozenset(roles))


CAST = (
    _holder("Alice", Role.OPERATOR),
    _holder("Anton", Role.OPERATOR),
    _holder("Bob", Role.SHIFT_LEAD),
    _holder("Carol", Role.COORDINATOR),
    _holder("Dora", Role.RECEPTION_OFFICER),
    _holder("Emil", Role.MEDICAL_OFFICER),
    _holder("Felix", Role.RECEPTION_OFFICER),
    _holder("Greta", Role.REGISTRAR),
    _holder("Hugo", Role.TECHNICAL_INSPECTOR),
    _holder("Irma", Role.COMMISSION_MEMBER),
    _holder("Jonas", Role.PAYMENT_OFFICER),
    _holder("Katya", Role.FAMILY_OFFICER),
    _holder("Lev", Role.EXCHANGE_OFFICER),
    _holder("Nora", Role.LEGAL_ADVISER),
    _holder("Olga", Role.SPOKESPERSON),
    _holder("Victor", Role.AUDITOR),
    _holder("Sam", Role.ADMINISTRATOR),
)


def fictional(purpose: Purpose, desk_address: str) -> Plan:
    """Return the plan of a programme that serves nobody but who looks at it or trains with it."""
    return Plan(
        purpose=purpose,
        names=NAMES,
        languages=tuple(LANGUAGES),
        default_language="ru",
        site_address="https://quiet-shore.example/",
        desk_address=desk_address,
        exit_address="https://example.com/",
        holders=CAST,
        channels=CHANNELS,
    )
