"""A simulated caller: does what is said to them, and notes only what they heard."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from safeconduct.drill.line_book import line_book
from safeconduct.drill.line_trouble import processes_of
from safeconduct.drill.phone_call import Conversation, Wish
from tests.phone.spoken import speaker

MARKER = "drill-0123456789ab"
CODE = "123456 234567 345678 456789 567890"


@dataclass
class Handset:
    """A telephone at the edge: notes what is done with it."""

    pressed: str = ""
    spoken: bytes = b""
    cut_off: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def press(self, key: str) -> None:
        self.pressed += key

    def say(self, samples: bytes) -> None:
        self.spoken += samples

    def listen(self) -> None:
        pass

    def hush(self) -> bool:
        return self.cut_off


@pytest.fixture(autouse=True)
def nobody_hesitates(monkeypatch) -> None:
    monkeypatch.setattr("safeconduct.drill.phone_call.REACTS", (0.0, 0.0))
    monkeypatch.setattr("safeconduct.drill.phone_call.AFTER_TONE", 0.0)
    monkeypatch.setattr("safeconduct.drill.phone_call.LISTENS_SECONDS", 0.2)


def names(*keys: str) -> list[str]:
    line = speaker()
    digits = {f"{digit}": f"phone.digit.{digit}" for digit in range(10)}
    return [one if one == "tone" else line.sound(digits.get(one, one)).digest for one in keys]


def group(place: int, six: str) -> list[str]:
    return [sound.digest for sound in speaker()._group(place, six)]


def heard(wish: Wish, *prompts: str, known: dict[str, str] | None = None, cut_off: bool = False):
    async def held() -> Conversation:
        queue: asyncio.Queue[str] = asyncio.Queue()
        for one in prompts:
            queue.put_nowait(one)
        talk = Conversation(
            telephone=Handset(cut_off=cut_off), prompts=queue, book=line_book("en"),
            marker=MARKER, wish=wish, known={} if known is None else known,
        )  # fmt: skip
        await talk.until_over()
        return talk

    return asyncio.run(held())


def question(key: str) -> list[str]:
    from safeconduct.talks.walking import spoken

    found = spoken("report", "phone").question(key)
    return [sound.digest for sound in speaker()._question(found)]


def test_a_choice_is_pressed_by_the_key_that_is_said() -> None:
    talk = heard(
        Wish(wanted={"safe": "yes", "who": "question"}), *question("safe"), *question("who")
    )
    assert talk.telephone.pressed == "14"


def test_who_has_a_code_goes_their_own_way_and_types_each_group_as_it_is_asked_for() -> None:
    wish = Wish(wanted={"safe": "yes"}, has_code=CODE)
    asked = [group(place, "")[0] for place in range(1, 6)]
    talk = heard(wish, *question("safe"), *asked)
    assert talk.telephone.pressed == "3" + CODE.replace(" ", "")
    assert not talk.code


def test_a_code_is_noted_once_all_of_it_was_heard() -> None:
    groups = CODE.split()
    said = [one for place, six in enumerate(groups, start=1) for one in group(place, six)]
    assert heard(Wish(wanted={}), *said, *names("phone.code.end")).code == CODE
    assert heard(Wish(wanted={}), *said).code == ""
    assert heard(Wish(wanted={}), *said[7:], *names("phone.code.end")).code == ""


def test_a_group_that_is_said_again_is_written_anew() -> None:
    groups = CODE.split()
    said = [one for place, six in enumerate(groups, start=1) for one in group(place, six)]
    assert heard(Wish(wanted={}), *said[:4], *said, *names("phone.code.end")).code == CODE


@pytest.mark.parametrize("cut_off", [False, True])
def test_a_voice_is_left_only_when_all_of_it_was_said(*, cut_off: bool) -> None:
    talk = heard(Wish(wanted={}), *names("tone", "talk.end.unasked"), cut_off=cut_off)
    assert talk.spoke is not cut_off
    assert talk.telephone.pressed == "#"


def test_who_knows_the_keys_does_not_listen_to_the_end() -> None:
    known: dict[str, str] = {}
    language = speaker().sound("phone.language", digit="3").digest
    wish = Wish(wanted={"safe": "yes"})
    first = heard(wish, language, *names("phone.begin"), *question("safe"), known=known)
    assert first.telephone.pressed == "31"
    again = heard(wish, language, *names("phone.begin"), *question("safe"), known=known)
    assert again.telephone.pressed == "311"


def test_a_bad_connection_breaks_the_call(monkeypatch) -> None:
    monkeypatch.setattr("safeconduct.drill.phone_call.LISTENS_SECONDS", 60.0)
    assert heard(Wish(wanted={}, drops_after=0.05)).told == set()


def running(process: Path, name: str, environment: str, checkout: Path) -> None:
    process.mkdir(parents=True)
    (process / "cmdline").write_text(f"python\0-m\0safeconduct\0{name}\0")
    (process / "environ").write_text(f"A=1\0{environment}\0")
    (process / "cwd").symlink_to(checkout)


def test_only_the_line_of_this_programme_is_killed(tmp_path, monkeypatch) -> None:
    folder, other = tmp_path / "proc", tmp_path / "other"
    monkeypatch.setattr("safeconduct.drill.line_trouble.PROCESSES", folder)
    ours = f"SAFECONDUCT_HOME={tmp_path}"
    running(folder / "11", "phone", ours, other)
    running(folder / "12", "phone", f"SAFECONDUCT_HOME={other}", tmp_path)
    running(folder / "13", "errands", ours, tmp_path)
    running(folder / "14", "phone", "B=2", other)
    assert list(processes_of(tmp_path)) == [11]
    assert list(processes_of(other)) == [12]
    assert list(processes_of(other / "var")) == [14]
