"""A simulated caller: asks the line by keys and voice, writes the code down, hears the answer."""

import asyncio
import random
import time
from dataclasses import dataclass, field, replace

from safeconduct.drill.bot_person import note_read
from safeconduct.drill.journal import Contact, answer_to
from safeconduct.drill.line_book import Told, line_book
from safeconduct.drill.personas import ORDINARY, Persona
from safeconduct.drill.phone_call import FIRST, SPOKE, Conversation, Wish
from safeconduct.drill.telephone.calling import NotAnswered, called
from safeconduct.drill.telephone.overhearing import Overhearing
from safeconduct.drill.telephone.recognising import frames_of, heard
from safeconduct.programme.recordings.spoken import Line, Spoken

ORDINARY_HERE = {**ORDINARY, "about": "other", "listen": "yes", "want": "read"}
NUMBERS = {"2-5": "4", "6-15": "12", "16-50": "30", "over-50": "70"}
ADDS = {"listen": "no", "want": "add"}
"""Who has the code and was cut off before they spoke adds it; an answer is heard later."""
COMES_BACK = 5.0
DROPS = (6.0, 40.0)
"""Seconds of a call until a bad connection breaks: at any step, before the code or after it."""
TROUBLES = 3
"""With faults each third caller's connection breaks, and each third presses keys twice."""
WANTS = "want"


@dataclass(slots=True, kw_only=True)
class Phone:
    """One person's telephone, and the `patience` to call again, in seconds.

    `place`: which caller of the drill they are; `faults`: whether it holds some. `known`: keys
    that earlier calls told.
    """

    overhearing: Overhearing
    number: str = field(repr=False)
    port: int
    dialled: str
    place: int
    patience: float
    faults: bool = False
    known: dict[str, str] = field(default_factory=dict)

    @property
    def drops(self) -> bool:
        return self.faults and self.place % TROUBLES == 0

    @property
    def twice(self) -> bool:
        return self.faults and self.place % TROUBLES == 1

    async def call(self, contact: Contact, wish: Wish) -> Conversation | None:
        """Hold one conversation; None where the line did not answer."""
        try:
            with self.overhearing.of(self.number) as prompts:
                async with called(self.number, self.dialled, self.port) as telephone:
                    talk = Conversation(
                        telephone=telephone, prompts=prompts, book=line_book(contact.language),
                        marker=contact.marker, wish=wish, known=self.known,
                    )  # fmt: skip
                    await talk.until_over()
                    return talk
        except NotAnswered:
            return None


async def ask(phone: Phone, persona: Persona, contact: Contact) -> None:
    """Call until the code is written down and the voice is left; a broken call is begun again."""
    begun, wish = time.monotonic(), wish_of(phone, persona)
    while time.monotonic() < begun + phone.patience:
        talk = await phone.call(contact, wish)
        if talk and talk.asked_at:
            contact.took.setdefault("form", talk.asked_at - begun)
        if talk and _noted(talk, contact, begun):
            return
        if talk and not contact.code and gives_up(persona):
            break
        if talk:
            wish = replace(wish, drops_after=None, has_code=contact.code)
        if contact.code:
            wish = replace(wish, wanted={**wish.wanted, **ADDS})
        await asyncio.sleep(COMES_BACK)
    contact.gave_up = not contact.acknowledged


def wish_of(phone: Phone, persona: Persona) -> Wish:
    wanted = {**ORDINARY_HERE, **persona.answers}
    drops = persona.drops or phone.drops
    return Wish(
        wanted=wanted,
        numbers={"size": NUMBERS[wanted["size"]]} if "size" in wanted else {},
        twice=phone.twice or persona.sends_twice,
        drops_after=random.uniform(*DROPS) if drops else None,  # noqa: S311 - no secret
        ends_at=frozenset({FIRST if persona.leaves_early else SPOKE}),
    )


def gives_up(persona: Persona) -> bool:
    return persona.leaves_early or persona.answers.get(FIRST) == "no"


def _noted(talk: Conversation, contact: Contact, begun: float) -> bool:
    """Note what a call led to; True once nothing is left to be said."""
    if talk.code and not contact.code:
        contact.code, contact.acknowledged = talk.code, True
        contact.took["hand_in"] = time.monotonic() - begun
    return bool(contact.code) and talk.spoke


async def read_by_phone(phone: Phone, contact: Contact, patience: float) -> None:
    """Call with the code until the answer that names the marker was heard, sound for sound."""
    until = time.monotonic() + patience
    answer = Line(words=answer_to(contact.marker))
    spoken = Spoken(language=line_book(contact.language).voice, lines=(answer,))
    wanted = await asyncio.to_thread(frames_of, spoken)
    wish = Wish(wanted=ORDINARY_HERE, has_code=contact.code, ends_at=frozenset({WANTS}))
    while time.monotonic() < until:
        begun = time.monotonic()
        talk = await phone.call(contact, wish)
        if talk and Told.ANSWER in talk.told and heard(wanted, talk.telephone.listened):
            note_read(contact, begun)
            return
        await asyncio.sleep(COMES_BACK)
