"""The ways that exist: what the signed manifest lists is offered, and nothing else is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safeconduct.front.door import door
from safeconduct.vault.manifest import ChannelEntry

SITE = "site"


def _web(address: str) -> str:
    return address if address.startswith("https://") else ""


def _telegram(address: str) -> str:
    return f"https://t.me/{address[1:]}" if address.startswith("@") else _web(address)


def _number(scheme: str) -> Callable[[str], str]:
    return lambda address: scheme + "".join(sign for sign in address if sign in "+0123456789")


LINKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        SITE: _web,
        "phone": _number("tel:"),
        "telegram": _telegram,
        "sms": _number("sms:"),
        "mail": lambda address: f"mailto:{address}",
    }
)
"""Every kind that pages have words for, in the order they show it, and how its links begin."""

NAMED_WHEN_MISSING = ("phone", "telegram")
"""Kinds that impostors offer most: pages say so where a programme has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One official address as written, and its link, if it has one."""

    address: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A kind of channel with every official address of it."""

    kind: str
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        return f"addresses.{self.kind}"

    @property
    def note(self) -> str:
        return f"{self.name}.note"

    @property
    def offer(self) -> str:
        return f"site.ways.{self.kind}"

    @property
    def offer_note(self) -> str:
        return f"{self.offer}.note"

    @property
    def is_site(self) -> bool:
        return self.kind == SITE


def ways() -> tuple[Way, ...]:
    """Return what the manifest lists now; a programme always has the site that it says it has."""
    listed = door().bundle.contents.manifest.channels
    if not any(one.kind == SITE for one in listed):
        listed = (ChannelEntry(kind=SITE, address=door().deployment.site_address), *listed)
    found = (Way(kind=kind, places=_places(kind, listed)) for kind in LINKS)
    return tuple(way for way in found if way.places)


def missing_ways(found: tuple[Way, ...]) -> tuple[str, ...]:
    """Return the keys of what is said about ways that this programme does not have."""
    there = {way.kind for way in found}
    return tuple(f"addresses.no.{kind}" for kind in NAMED_WHEN_MISSING if kind not in there)


def _places(kind: str, listed: tuple[ChannelEntry, ...]) -> tuple[Place, ...]:
    return tuple(
        Place(address=one.address, link=LINKS[kind](one.address))
        for one in listed
        if one.kind == kind
    )
