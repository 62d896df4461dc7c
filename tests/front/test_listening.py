"""Pages read aloud: exactly the words that are shown, on demand, by a voice that is named."""

import re
from html import unescape

import pytest

from safeconduct.front.door import door
from safeconduct.front.listening import mark, said
from safeconduct.front.readings import READINGS
from safeconduct.front.shown import ALOUD, first_page, page_to_read, pages_aloud
from safeconduct.front.spoken_page import spoken_page
from safeconduct.programme.recordings.pronounced import pronounced
from safeconduct.programme.recordings.shelf import Shelf, store
from safeconduct.programme.texts import texts
from tests.front.browsing import html, read, words_of
from tests.front.programme import write_bundle
from tests.front.test_home import HOME_BYTES, weight
from tests.front.test_reading import CUT_AT
from tests.programme.test_recordings import approve, mp3

LANGUAGES = ("ru", "uk", "en")
SOUND = mp3(3.0)
SILENT = tuple(name for name in READINGS if name not in ALOUD)


@pytest.fixture
def shelf(settings, everybody) -> Shelf:
    """Everybody's programme, where a machine has said every page in every written language."""
    shelf = Shelf(settings.HOME.recordings)
    for language in LANGUAGES:
        for _, public in pages_aloud(language):
            store(shelf.provisional(said(public).after(mark(language))), SOUND)
    return shelf


def pages() -> tuple[str, ...]:
    return ("", *(f"{name}/" for name in ALOUD))


def source(answer) -> str:
    """Return the address of the recording that a page offers."""
    return re.search(r'<audio[^>]* src="([^"]+)"', html(answer))[1]


def of_voice(words: str) -> str:
    """Return words without numbers of steps and signs that only order them."""
    return " ".join(re.sub(r"(?<= )\d\. ", "", words).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_exactly_what_the_page_shows(phone, everybody, language):
    addresses = {"home": f"/{language}/"} | {name: f"/{language}/{name}/" for name in ALOUD}
    for name, public in pages_aloud(language):
        if name in addresses:
            shown = re.search("<main>(.*)</main>", html(phone.get(addresses[name])), re.DOTALL)[1]
            plain = re.sub(r"<br>|</?(?!b\b|a\b|small\b)\w[^>]*>", " ", shown)
            heard = " ".join(line.words for line in said(public).lines)
            assert of_voice(heard) == of_voice(unescape(re.sub("<[^>]+>", "", plain)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_said_line_by_line_with_its_headings_apart(everybody, language):
    lines = said(page_to_read("now", language)).lines
    words = texts(language)
    assert words["now.h1"].words in [line.words for line in lines]
    heading = next(line for line in lines if line.words == words["now.fire.h"].words)
    item = next(line for line in lines if line.words == words["now.fire.cover"].words)
    assert heading.pause > item.pause > 0


def test_steps_are_said_with_the_numbers_they_are_shown_with(everybody):
    lines = [line.words for line in said(first_page("ru", closed=False)).lines]
    steps = [line for line in lines if re.match(r"\d+\. ", line)]
    assert [int(step.split(".")[0]) for step in steps] == list(range(1, 9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_gets_no_markup_no_address_and_no_letters_it_cannot_read(everybody, language):
    for _, public in pages_aloud(language):
        for line in said(public).lines:
            words = pronounced(line.words, language)
            assert not re.search(r"[<>{}@/&«»“”#*_|]|https?|www", words), words
            if language != "en":
                assert not re.search("[A-Za-z]", words), words


@pytest.mark.parametrize("page", pages())
def test_a_page_with_a_recording_offers_it_and_loads_nothing_before(phone, shelf, page):
    for language in LANGUAGES:
        answer = phone.get(f"/{language}/{page}")
        assert re.fullmatch(rf"/{language}/[0-9a-f]{{32}}\.mp3", source(answer))
        assert 'preload="none"' in html(answer)
        assert "autoplay" not in html(answer)
        shown = words_of(answer)
        for key in ("site.listen", "site.listen.care", "site.listen.provisional"):
            assert texts(language)[key].words in shown
        assert "0:03" in shown
        assert f", {-(-len(SOUND) // 1000)} " in shown
        assert "media-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", [*pages(), *(f"{name}/" for name in SILENT)])
def test_a_page_without_a_recording_has_no_dead_control(phone, everybody, page):
    shown = html(phone.get(f"/ru/{page}"))
    assert "<audio" not in shown
    assert ".mp3" not in shown
    assert texts("ru")["site.listen"].words not in shown


@pytest.mark.parametrize("name", SILENT)
def test_pages_that_are_not_read_aloud_offer_no_sound(phone, shelf, name):
    assert "<audio" not in html(phone.get(f"/ru/{name}/"))


@pytest.mark.parametrize("page", pages())
def test_pages_stay_within_their_budget_with_a_recording(phone, shelf, page):
    for language in (*LANGUAGES, "ar", "zh-hans"):
        packed = phone.get(f"/{language}/{page}")
        plain = phone.get(f"/{language}/{page}", headers={"accept-encoding": ""})
        assert weight(packed) <= HOME_BYTES
        assert weight(plain) <= CUT_AT or page == ""


def test_a_language_shown_in_another_is_heard_in_that_one(phone, shelf):
    russian, english = source(phone.get("/ru/now/")), source(phone.get("/en/now/"))
    assert source(phone.get("/tt/now/")).split("/")[2] == russian.split("/")[2]
    assert source(phone.get("/ar/now/")).split("/")[2] == english.split("/")[2]
    assert phone.get(source(phone.get("/ar/now/"))).content == SOUND


def test_the_recording_comes_whole_closed_to_caches_and_without_a_name(phone, shelf):
    answer = phone.get(source(phone.get("/ru/")))
    assert answer.status_code == 200
    assert answer.content == SOUND
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Length"] == str(len(SOUND))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(answer.headers)
    assert not answer.cookies


@pytest.mark.parametrize(
    ("wish", "part"),
    [
        ("bytes=0-", slice(0, len(SOUND))),
        ("bytes=0-1", slice(0, 2)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=100-999999999", slice(100, len(SOUND))),
        ("bytes=-10", slice(len(SOUND) - 10, len(SOUND))),
        (f"bytes={len(SOUND) - 1}-", slice(len(SOUND) - 1, len(SOUND))),
        ("bytes=-999999999", slice(0, len(SOUND))),
    ],
)
def test_a_part_is_sent_where_one_is_asked_for(phone, shelf, wish, part):
    answer = phone.get(source(phone.get("/ru/")), headers={"range": wish})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {part.start}-{part.stop - 1}/{len(SOUND)}"
    assert answer.content == SOUND[part]
    assert answer.headers["Content-Length"] == str(len(SOUND[part]))


@pytest.mark.parametrize("wish", [f"bytes={len(SOUND)}-", "bytes=999999999-", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(phone, shelf, wish):
    answer = phone.get(source(phone.get("/ru/")), headers={"range": wish})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(SOUND)}"


@pytest.mark.parametrize(
    "wish", ["bytes=-", "bytes=9-2", "bytes=0-1,5-6", "lines=0-1", "bytes=x-", "bytes=-1-", "٣"]
)
def test_what_is_no_wish_for_one_part_gets_the_whole(phone, shelf, wish):
    answer = phone.get(source(phone.get("/ru/")), headers={"range": wish})
    assert answer.status_code == 200
    assert answer.content == SOUND


def test_a_wish_with_an_endless_number_breaks_nothing(phone, shelf):
    answer = phone.get(source(phone.get("/ru/")), headers={"range": f"bytes=0-{'9' * 9_000}"})
    assert answer.status_code in {200, 206}
    assert answer.content == SOUND


@pytest.mark.parametrize(
    "address",
    [
        "/ru/00000000000000000000000000000000.mp3",
        "/ru/../uk/x.mp3",
        "/ru/..%2f..%2fprogramme.toml",
        "/ru/%2e%2e%2f%2e%2e%2fprogramme.mp3",
        "/ru/provisional/ru/x.mp3",
        "/ru/recordings/",
        "/xx/00000000000000000000000000000000.mp3",
    ],
)
def test_what_no_page_says_now_is_no_address(phone, shelf, address):
    assert phone.get(address).status_code == 404


def test_a_recording_is_heard_in_the_language_of_its_page_only(phone, shelf):
    digest = source(phone.get("/ru/")).split("/")[2]
    assert phone.get(f"/ru/{digest}").status_code == 200
    assert phone.get(f"/uk/{digest}").status_code == 404


def test_a_file_beside_the_recordings_is_never_sent(phone, shelf):
    digest = "f" * 32
    (shelf.folder / "ru").mkdir(parents=True)
    (shelf.folder / "ru" / f"{digest}.mp3").write_bytes(SOUND)
    assert phone.get(f"/ru/{digest}.mp3").status_code == 404


def test_a_persons_recording_takes_the_place_of_the_machines_and_of_its_mark(phone, shelf):
    before = source(phone.get("/ru/now/"))
    approve(shelf, said(page_to_read("now", "ru")), mp3(5.0))
    answer = phone.get("/ru/now/")
    assert source(answer) != before
    assert texts("ru")["site.listen.provisional"].words not in words_of(answer)
    assert texts("ru")["site.listen.care"].words in words_of(answer)
    assert phone.get(source(answer)).content == mp3(5.0)
    assert phone.get(before).status_code == 404


def test_changed_words_silence_the_old_recording_at_once(phone, shelf, everybody, monkeypatch):
    old = source(phone.get("/ru/"))
    door().bundle._clock = lambda: float("inf")
    write_bundle(everybody.bundle, serial=2, channels=())
    answer = phone.get("/ru/")
    assert "Позвонить" not in words_of(answer)
    assert "<audio" not in html(answer)
    assert phone.get(old).status_code == 404
    assert "<audio" in html(phone.get("/ru/now/"))


def test_while_writing_is_closed_the_first_page_says_that_too(phone, shelf):
    before = source(phone.get("/ru/"))
    door().writing.closed = True
    answer = phone.get("/ru/")
    assert source(answer) != before
    assert texts("ru")["site.paused"].words in words_of(answer)


def test_a_recording_that_appears_is_offered_without_a_restart_and_one_that_goes_is_not(
    phone, everybody, settings
):
    assert "<audio" not in html(phone.get("/ru/now/"))
    shelf = Shelf(settings.HOME.recordings)
    place = shelf.provisional(said(page_to_read("now", "ru")).after(mark("ru")))
    store(place, SOUND)
    address = source(phone.get("/ru/now/"))
    place.unlink()
    assert "<audio" not in html(phone.get("/ru/now/"))
    assert phone.get(address).status_code == 404


def test_listening_is_not_counted(phone, shelf):
    address = source(phone.get("/ru/now/"))
    before = dict(door().counts._shown)
    assert phone.get(address).status_code == 200
    assert dict(door().counts._shown) == before


def test_the_link_for_browsers_without_sound_says_that_a_file_may_stay(phone, shelf):
    answer = phone.get("/en/now/")
    assert source(answer) in {link["href"] for link in read(answer).links}
    assert texts("en")["site.listen.file"].words in words_of(answer)


def test_a_question_is_said_alike_whether_its_summary_bears_a_heading():
    plain = "<main><summary>Это ловушка?</summary><p>Нет.</p></main>"
    headed = plain.replace("<summary>", "<summary><h3>").replace("</summary>", "</h3></summary>")
    assert spoken_page(headed, "ru").digest == spoken_page(plain, "ru").digest
