"""Published words read aloud: one records, another lets it be heard, and both stand in the log."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.models import Event
from safeconduct.cases.recording import (
    approve_recording,
    refuse_recording,
    shelf,
    take_recording,
    take_recording_at_machine,
)
from safeconduct.domain.role import Actor, Role
from safeconduct.phone.prompts import Prompts
from safeconduct.programme.home import Home
from safeconduct.programme.models import Recording
from safeconduct.programme.recordings import wanted
from safeconduct.programme.recordings.not_taken import Fault, NotTaken
from safeconduct.programme.recordings.spoken import Line, Purpose, Spoken
from safeconduct.programme.recordings.wanted import Wanted
from tests.cast import Cast
from tests.desk.conftest import forget
from tests.programme.test_cleaning import note, wav

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

PAGE = Spoken(language="ru", lines=(Line(words="Можно остаться в живых."),), name="home")
PROMPT = Spoken(language="ru", lines=(Line(words="Нажмите один."),), name="voice.press")
SOUND, OTHER_SOUND = wav(note(2.0)), wav(note(3.0))
AT = timezone.now()


@pytest.fixture(autouse=True)
def recordings(cast: Cast, tmp_path: Path, settings) -> Iterator[Path]:
    """A programme's folder of this test's own, with what is spoken in it."""
    home = Home(root=tmp_path / "var")
    shutil.copytree(settings.HOME.bundle, home.bundle)
    shutil.copy(settings.HOME.programme, home.programme)
    settings.HOME = home
    forget()
    wanted.keep(
        home.recordings,
        [
            Wanted(purpose=Purpose.PAGE, spoken=PAGE, mark="Читает машина."),
            Wanted(purpose=Purpose.LINE, spoken=PROMPT),
        ],
    )
    yield home.recordings
    forget()


def take(who, spoken: Spoken = PAGE, purpose: Purpose = Purpose.PAGE, sound: bytes = SOUND) -> str:
    return take_recording(sound, spoken, purpose, actor=who.reader.actor, at=AT)


def events() -> list[tuple[str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME, kind__startswith="record").order_by("seq")
    return list(rows.values_list("kind", "actor"))


def why(action, *said, **told) -> Fault:
    with pytest.raises(NotTaken) as error:
        action(*said, **told)
    return error.value.why


def test_one_records_and_another_approves_before_anything_is_heard(cast: Cast) -> None:
    mark = take(cast.alice)
    assert shelf().by_person(PAGE, Purpose.PAGE) is None
    approve_recording(mark, reader=cast.bob.reader, at=AT)
    heard = shelf().by_person(PAGE, Purpose.PAGE)
    assert heard is not None
    assert heard.seconds == pytest.approx(2.0, abs=0.2)
    assert events() == [("recorded", "Alice"), ("recording_approved", "Bob")]


def test_an_approved_prompt_is_the_file_that_the_line_plays(cast: Cast, recordings: Path) -> None:
    prompts = Prompts(recordings / "phone", shelf())
    machine = prompts.path(PROMPT)
    mark = take(cast.alice, PROMPT, Purpose.LINE)
    assert prompts.path(PROMPT) == machine
    approve_recording(mark, reader=cast.carol.reader, at=AT)
    played = prompts.path(PROMPT).with_suffix(".wav")
    assert played != machine.with_suffix(".wav")
    assert prompts.missing([PROMPT]) == []
    changed = bytearray(played.read_bytes())
    changed[-1] ^= 1
    played.write_bytes(changed)
    assert prompts.path(PROMPT) == machine
    assert prompts.missing([PROMPT]) == [PROMPT]


def test_the_log_names_words_and_sound_by_digest_and_holds_nothing_of_them(cast: Cast) -> None:
    mark = take(cast.alice)
    details = json.loads(Event.objects.get(kind="recorded").details)
    assert details == {"prompt": PAGE.digest, "sound": mark[:32]}


def test_who_recorded_it_does_not_approve_it(cast: Cast) -> None:
    mark = take(cast.bob)
    assert why(approve_recording, mark, reader=cast.bob.reader, at=AT) is Fault.SAME_PERSON
    assert Recording.objects.get().state == Recording.State.WAITING
    assert shelf().by_person(PAGE, Purpose.PAGE) is None


def test_the_database_too_wants_two_people(cast: Cast) -> None:
    take(cast.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.update(state="approved", judged_by="Bob")
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.update(state="approved")


def test_a_refused_recording_is_gone_and_the_old_one_is_heard_on(cast: Cast) -> None:
    approve_recording(take(cast.alice), reader=cast.bob.reader, at=AT)
    before = shelf().by_person(PAGE, Purpose.PAGE)
    mark = take(cast.alice, sound=OTHER_SOUND)
    assert shelf().by_person(PAGE, Purpose.PAGE) == before
    refuse_recording(mark, reader=cast.bob.reader, at=AT)
    assert shelf().by_person(PAGE, Purpose.PAGE) == before
    assert not Recording.objects.exclude(sound=b"").exists()
    assert events()[-1] == ("recording_refused", "Bob")
    assert why(approve_recording, mark, reader=cast.bob.reader, at=AT) is Fault.NOTHING_WAITS


def test_what_was_not_heard_is_not_approved(cast: Cast) -> None:
    old = take(cast.alice)
    take(cast.alice, sound=OTHER_SOUND)
    assert Recording.objects.count() == 1
    assert why(approve_recording, old, reader=cast.bob.reader, at=AT) is Fault.NOTHING_WAITS


def test_nobody_takes_the_place_of_anothers_recording_that_waits(cast: Cast) -> None:
    take(cast.alice)
    assert why(take, cast.carol) is Fault.WAITS
    assert Recording.objects.get().recorded_by == "Alice"


def test_who_may_not_record_or_judge_does_not(cast: Cast) -> None:
    assert why(take, cast.sam) is Fault.NOT_ALLOWED
    mark = take(cast.alice)
    assert why(approve_recording, mark, reader=cast.alice.reader, at=AT) is Fault.NOT_ALLOWED
    assert why(refuse_recording, mark, reader=cast.dora.reader, at=AT) is Fault.NOT_ALLOWED
    assert events() == [("recorded", "Alice")]


def test_a_spokesperson_records(cast: Cast) -> None:
    sasha = Actor(call_sign="Sasha", roles=frozenset({Role.SPOKESPERSON}))
    assert take_recording(SOUND, PAGE, Purpose.PAGE, actor=sasha, at=AT)


def test_words_that_are_not_spoken_any_more_are_not_approved(cast: Cast, recordings: Path) -> None:
    mark = take(cast.alice)
    wanted.keep(recordings, [])
    assert why(approve_recording, mark, reader=cast.bob.reader, at=AT) is Fault.OTHER_WORDS


def test_a_file_that_came_at_the_machine_waits_for_a_member_too(cast: Cast) -> None:
    mark = take_recording_at_machine(SOUND, PAGE, Purpose.PAGE, at=AT)
    assert shelf().by_person(PAGE, Purpose.PAGE) is None
    approve_recording(mark, reader=cast.bob.reader, at=AT)
    assert shelf().by_person(PAGE, Purpose.PAGE)
    assert events() == [("recorded", "machine"), ("recording_approved", "Bob")]


def test_a_disk_that_takes_nothing_leaves_the_recording_waiting(
    cast: Cast, recordings: Path
) -> None:
    mark = take(cast.alice)
    (recordings / "ru").write_bytes(b"no folder")
    with pytest.raises(OSError, match="ru"):
        approve_recording(mark, reader=cast.bob.reader, at=AT)
    assert Recording.objects.get().state == Recording.State.WAITING
    assert events() == [("recorded", "Alice")]
