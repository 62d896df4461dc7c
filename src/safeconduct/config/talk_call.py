"""`safeconduct talk report --as phone --live`: a real call to the running line, shown as text."""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress

from safeconduct.drill.telephone.calling import NotAnswered, Telephone, called
from safeconduct.drill.telephone.overhearing import NoSwitch, overheard
from safeconduct.drill.telephone.sound import KEYS
from safeconduct.phone.switch import account, ports
from safeconduct.programme.deployment import Deployment, NoProgramme, Purpose
from safeconduct.programme.home import Home, current_home
from safeconduct.programme.recordings.engines import say
from safeconduct.programme.recordings.sound import Mute
from safeconduct.programme.recordings.spoken import Line, Spoken
from safeconduct.programme.recordings.telephone import for_telephones

HELP = (
    "[a real call: digits, * and # are pressed, anything else is spoken by a machine's voice;"
    " Ctrl-D hangs up]"
)
NO_LINE = "no line answers here; `make phone`, then `safeconduct up` runs it in a demonstration"
NOT_HERE = "calls from the terminal are for a demonstration, and there is none here"
ALOUD = "[an answer of staff is read aloud; its words are in no file]"
TONE = "[the tone: speak]"
HUNG_UP = "[the line hung up]"
ANY_NUMBER = "100"
LINGER_SECONDS = 0.3

Say = Callable[[str], None]
Listen = Callable[[], str | None]


def call(language: str, listen: Listen, show: Say) -> int:
    """Call the line of this demonstration; 0 once it was answered."""
    home = current_home()
    try:
        programme = Deployment.load(home.programme)
    except NoProgramme:
        programme = None
    if programme is None or programme.purpose is not Purpose.DEMONSTRATION:
        show(f"Safe Conduct: {NOT_HERE}")
        return 1
    spoken = texts_by_name()
    dialled = next((n for n, tag in programme.numbers.items() if tag == language), ANY_NUMBER)
    try:
        return asyncio.run(Terminal(home, spoken, listen, show).calls(dialled, language))
    except (NotAnswered, NoSwitch):
        show(f"Safe Conduct: {NO_LINE}")
        return 1


def texts_by_name() -> Mapping[str, str]:
    """Return the words of every prompt by the name of its recording."""
    from safeconduct.config.command import SETTINGS, wake_django  # noqa: PLC0415 - only for calls

    wake_django(SETTINGS["phone"])
    from safeconduct.config.phone import words_by_name  # noqa: PLC0415 - known once Django is awake

    return words_by_name()


class Terminal:
    """One call at the terminal."""

    def __init__(self, home: Home, spoken: Mapping[str, str], listen: Listen, show: Say) -> None:
        self.home, self.spoken, self.listen, self.show = home, spoken, listen, show

    async def calls(self, dialled: str, language: str) -> int:
        """Call, and stay on the line until one side hangs up."""
        number = f"7900{secrets.randbelow(10**7):07d}"
        async with overheard(account(self.home), number) as played:
            self.show(HELP)
            async with called(number, dialled, ports().sip) as telephone:
                await self._until_over(telephone, played, language)
        return 0

    async def _until_over(
        self, telephone: Telephone, played: AsyncIterator[str], language: str
    ) -> None:
        over = asyncio.create_task(telephone.over.wait())
        tasks = {
            asyncio.create_task(self._show(played)),
            asyncio.create_task(self._do(telephone, language)),
            over,
        }
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if over.done():
            await asyncio.sleep(LINGER_SECONDS)
            self.show(HUNG_UP)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, played: AsyncIterator[str]) -> None:
        async for name in played:
            words = self.spoken.get(name, ALOUD)
            self.show(TONE if name == "tone" else f'phone: "{words}"')

    async def _do(self, telephone: Telephone, language: str) -> None:
        """Do what is typed, until the words run out."""
        words: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def read() -> None:
            # A thread of its own, since nobody can wait for a person who types nothing more.
            line: str | None = ""
            while line is not None:
                line = self.listen()
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(words.put_nowait, line)

        threading.Thread(target=read, daemon=True).start()
        while (line := await words.get()) is not None:
            await self._done(telephone, line.strip(), language)

    async def _done(self, telephone: Telephone, words: str, language: str) -> None:
        keys = words.replace(" ", "")
        if keys and set(keys) <= set(KEYS):
            self.show(f"  > [{keys}]")
            for key in keys:
                telephone.press(key)
        elif words:
            await self._spoken(telephone, words, language)

    async def _spoken(self, telephone: Telephone, words: str, language: str) -> None:
        line = Spoken(language=language, lines=(Line(words=words),))
        try:
            sound, _ = await asyncio.to_thread(say, line)
        except Mute:
            self.show("[no voice of this machine can say that]")
            return
        self.show(f"  > [speaks] {words}")
        telephone.say(for_telephones(sound).samples)
