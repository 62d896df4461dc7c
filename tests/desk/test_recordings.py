"""The Recordings page: what is spoken by whom, a recording taken, judged by another, and heard."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from safeconduct.cases.recording import shelf
from safeconduct.desk.recordings_page import Standing, prompts
from safeconduct.programme.home import Home
from safeconduct.programme.models import Recording
from safeconduct.programme.recordings import wanted
from safeconduct.programme.recordings.shelf import store
from safeconduct.programme.recordings.spoken import Line, Purpose, Spoken
from safeconduct.programme.recordings.wanted import Wanted
from tests.cast import Cast
from tests.desk.conftest import forget
from tests.desk.page import form_to, send, words
from tests.programme.test_cleaning import note, wav
from tests.programme.test_recordings import mp3

pytestmark = pytest.mark.django_db(databases="__all__")

MARK = "Читает машина."
PAGE = Spoken(language="ru", lines=(Line(words="Можно остаться в живых."),), name="home")
UKRAINIAN = Spoken(language="uk", lines=(Line(words="Можна лишитися живим."),), name="home")
PROMPT = Spoken(language="ru", lines=(Line(words="Нажмите один."),), name="voice.press 1")
SOUND = wav(note(2.0))
LIST = "/recordings/"
ONE = f"/recordings/page/{PAGE.digest}/"


@pytest.fixture(autouse=True)
def recordings(cast: Cast, tmp_path: Path, settings) -> Iterator[Path]:
    home = Home(root=tmp_path / "var")
    shutil.copytree(settings.HOME.bundle, home.bundle)
    shutil.copy(settings.HOME.programme, home.programme)
    settings.HOME = home
    forget()
    speak(home.recordings, PAGE, UKRAINIAN)
    yield home.recordings
    forget()


def speak(folder: Path, *pages: Spoken) -> None:
    listed = [Wanted(purpose=Purpose.PAGE, spoken=page, mark=MARK) for page in pages]
    wanted.keep(folder, [*listed, Wanted(purpose=Purpose.LINE, spoken=PROMPT)])


def take(client: Client, content: bytes = SOUND, address: str = ONE) -> HttpResponse:
    file = SimpleUploadedFile("voice.wav", content, "audio/wav")
    return client.post(f"{address}take/", {"file": file}, follow=True)


def standing(spoken: Spoken = PAGE) -> Standing:
    return next(one.standing for one in prompts() if one.words == spoken.digest)


def test_one_records_another_listens_and_approves(alice: Client, bob: Client) -> None:
    assert "waits for a second pair of eyes · Alice" in words(take(alice))
    shown = bob.get(ONE)
    heard = bob.get(f"{ONE}sound/")
    assert heard.headers["Content-Type"] == "audio/mpeg"
    assert heard.content == bytes(Recording.objects.get().sound)
    approved = send(bob, shown, "approve/")
    assert "recorded and approved" in words(approved)
    assert shelf().by_person(PAGE, Purpose.PAGE)
    assert bob.get(f"{ONE}sound/").content == heard.content


def test_a_refused_recording_leaves_the_machine_speaking(
    alice: Client, bob: Client, recordings: Path
) -> None:
    store(shelf().provisional(PAGE.after(MARK)), mp3())
    take(alice)
    refused = send(bob, bob.get(ONE), "refuse/")
    assert "a machine says it" in words(refused)
    assert bob.get(f"{ONE}sound/").content == mp3()


def test_who_recorded_it_is_offered_no_approval_and_gets_none(bob: Client) -> None:
    shown = take(bob)
    assert form_to(shown, "approve/") is None
    mark = Recording.objects.get().mark
    answer = bob.post(f"{ONE}approve/", {"mark": mark})
    assert answer.status_code == 422
    assert "another person does" in words(answer)


def test_an_operator_records_and_judges_nothing(alice: Client, carol: Client) -> None:
    take(carol)
    shown = alice.get(ONE)
    assert form_to(shown, "approve/") is None
    assert form_to(shown, "take/") is None
    assert alice.post(f"{ONE}approve/", {"mark": Recording.objects.get().mark}).status_code == 403


def test_only_what_was_listened_to_is_approved(alice: Client, bob: Client) -> None:
    take(alice)
    shown = bob.get(ONE)
    take(alice, wav(note(3.0)))
    answer = send(bob, shown, "approve/")
    assert answer.status_code == 422
    assert "does not wait any more" in words(answer)


def test_the_list_tells_how_everything_stands_and_is_narrowed(
    alice: Client, bob: Client, recordings: Path
) -> None:
    assert standing() is Standing.MISSING
    store(shelf().provisional(PAGE.after(MARK)), mp3())
    assert standing() is Standing.PROVISIONAL
    take(alice)
    assert standing() is Standing.WAITS
    listed = alice.get(LIST, {"standing": "waits"})
    assert b"Sought" not in listed.content
    waiting = words(listed)
    assert "Можно остаться в живых." in waiting
    assert "Можна лишитися живим." not in waiting
    send(bob, bob.get(ONE), "approve/")
    assert standing() is Standing.RECORDED
    line = words(alice.get(LIST, {"purpose": "line", "language": "ru"}))
    assert "Нажмите один." in line
    assert "Можно остаться в живых." not in line
    assert "Нажмите один." not in words(alice.get(LIST, {"language": "uk"}))


def test_pages_that_begin_alike_are_told_apart_by_whole_words(
    alice: Client, recordings: Path
) -> None:
    notice, long = Line(words="Это показ."), Line(words="Страница " + "безопаснее " * 20)
    others = (Line(words="Сначала это."), long)
    speak(
        recordings,
        *(Spoken(language="ru", lines=(notice, own), name=own.words[:4]) for own in others),
        UKRAINIAN,
    )
    listed = words(alice.get(LIST, {"purpose": "page"}))
    assert "Это показ." not in listed
    assert "Сначала это." in listed
    assert "безопаснее …" in listed
    assert UKRAINIAN.lines[0].words in listed


def test_changed_words_are_outdated_and_a_changed_file_is_named(
    alice: Client, bob: Client, recordings: Path
) -> None:
    take(alice)
    send(bob, bob.get(ONE), "approve/")
    shelf().human(PAGE).write_bytes(mp3(3.0))
    assert standing() is Standing.ALTERED
    assert "changed on the disk: not played" in words(alice.get(ONE))
    new = Spoken(language="ru", lines=(Line(words="Вы останетесь в живых."),), name="home")
    speak(recordings, new)
    assert standing(new) is Standing.OUTDATED
    assert alice.get(ONE).status_code == 404


def test_the_next_words_are_of_the_same_language_and_still_to_be_read(alice: Client) -> None:
    assert f'href="/recordings/line/{PROMPT.digest}/"' in alice.get(ONE).content.decode()
    ukrainian = alice.get(f"/recordings/page/{UKRAINIAN.digest}/").content.decode()
    assert 'data-letter="n"' not in ukrainian


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ" + bytes(9_000), "not a WAV"),
        (wav(note(0.05)), "too short"),
        (wav(note())[:-900], "not whole"),
        (wav(note(loud=50)), "Nothing can be heard"),
        (bytes(10 * 1024 * 1024), "no recording in it"),
    ],
    ids=["executable", "short", "cut", "silent", "10 MB"],
)
def test_a_bad_file_is_refused_with_its_reason(alice: Client, content: bytes, said: str) -> None:
    answer = take(alice, content)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Recording.objects.exists()


def test_a_form_without_a_file_is_refused(alice: Client) -> None:
    assert alice.post(f"{ONE}take/").status_code == 422
    assert alice.post(f"{ONE}take/", {"file": BytesIO(b"")}).status_code == 422


def test_the_microphone_is_let_in_on_one_page_only(alice: Client) -> None:
    assert "microphone=(self)" in alice.get(ONE).headers["Permissions-Policy"]
    for address in (LIST, "/queue/", "/programme/", "/nowhere/"):
        assert "microphone=()" in alice.get(address).headers["Permissions-Policy"]


def test_recording_needs_no_script_and_allows_none_in_the_page(alice: Client) -> None:
    page = alice.get(ONE)
    assert "blob:" not in page.headers["Content-Security-Policy"]
    assert form_to(page, "take/")


def test_unknown_words_are_no_page(alice: Client) -> None:
    for address in (f"/recordings/line/{PAGE.digest}/", "/recordings/page/x/", "/recordings/x/y/"):
        assert alice.get(address).status_code == 404
        assert take(alice, address=address).status_code == 404
