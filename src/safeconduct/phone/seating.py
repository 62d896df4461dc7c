"""Who may register at the switch: exactly those whom the desk has seated, within a second."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from safeconduct.phone.switchboard import Switchboard
from safeconduct.talks.seats import Seat


@dataclass(slots=True, kw_only=True)
class Seating:
    """What the switch was told: `known` digests by name; `registered`: who can be rung now."""

    board: Switchboard
    known: dict[str, str] = field(default_factory=dict, repr=False)
    registered: frozenset[str] = frozenset()
    looked: bool = False

    def forget(self) -> None:
        """Know nothing: the switch may have begun anew, with no seat in its memory."""
        self.known.clear()
        self.registered, self.looked = frozenset(), False

    async def follow(self, seats: Sequence[Seat]) -> None:
        """Make, renew and take away what differs; where nobody is on duty nothing is asked."""
        if self.looked and not seats and not self.known:
            return
        for seat in seats:
            if self.known.get(seat.name) != seat.digest:
                await self.board.seat(seat)
                self.known[seat.name] = seat.digest
        await self._compare(frozenset(seat.name for seat in seats))

    async def _compare(self, wanted: frozenset[str]) -> None:
        places = await self.board.places()
        for place in places:
            if place.name not in wanted:
                await self.board.unseat(place.name)
        there = {place.name for place in places}
        self.known = {name: digest for name, digest in self.known.items() if name in wanted & there}
        self.registered = frozenset(
            place.name for place in places if place.registered and place.name in wanted
        )
        self.looked = True
