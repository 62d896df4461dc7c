"""What a recording of a talk would leave at the switch and on the disk, whoever began it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.programme.home import Home
from tests.phone.conftest import Line

WRITES = 0o3
"""The bits of a file's flags that say whether it is open to be written."""


@dataclass(slots=True)
class Traces:
    """Keeps what lay there when it was made; `new` are the names of what has come since."""

    line: Line
    before: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.before = frozenset(self._found())

    def new(self) -> set[str]:
        return set(self._found()) - self.before

    def _found(self) -> Iterator[str]:
        home = Home(root=self.line.home)
        for folder in (home.switch_in_memory, home.switch, home.recordings):
            yield from (str(path) for path in folder.rglob("*") if path.is_file())
        yield from (f"stored {one['name']}" for one in self.line.switch("recordings/stored"))
        yield from self._written_by_the_switch()

    def _written_by_the_switch(self) -> Iterator[str]:
        """Name each file that the switch holds open to write, wherever it lies."""
        for pid in self.line.pids("switch"):
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(FileNotFoundError):
                    # One that was just closed is written no more.
                    flags = Path(f"/proc/{pid}/fdinfo/{handle.name}").read_text().split()[3]
                    path = handle.readlink()
                    if int(flags, 8) & WRITES and path.is_absolute() and not path.is_char_device():
                        yield f"open {path}"
