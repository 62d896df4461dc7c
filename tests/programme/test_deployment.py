"""programme.toml: what is written is read again, and what is not whole is named."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from safeconduct.domain.answering import Hours, Limits
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.programme.deployment import Deployment, NoProgramme, Purpose
from safeconduct.programme.line_rules import LineRules

SHORE = Deployment(
    purpose=Purpose.LIVE,
    names={"ru": 'Тихий "берег" \\ №1', "en": "Quiet Shore"},
    languages=("ru", "en", "tt"),
    default_language="ru",
    site_address="https://quiet-shore.example/",
    desk_address="https://desk.quiet-shore.example/",
    exit_address="https://example.com/",
    root_public=bytes(range(32)),
    answer_within_hours=12,
    last_copy_days=14,
    relays=("turns:relay.quiet-shore.example:5349?transport=tcp", "stun:relay.quiet-shore.example"),
    keep={"withdrawn": 7},
    line=LineRules(
        hours=Hours(opens=20, closes=2),
        zone="Europe/Kyiv",
        limits=Limits(waiting_each=3, calls=9),
        silent_seconds=60,
    ),
)


def written(deployment: Deployment, folder: Path) -> Path:
    path = folder / "programme.toml"
    path.write_text(deployment.to_toml(), "utf-8")
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert Deployment.load(written(SHORE, tmp_path)) == SHORE


def test_a_name_falls_back_to_the_language_whose_words_are_shown() -> None:
    assert SHORE.name("en") == "Quiet Shore"
    assert SHORE.name("tt") == SHORE.names["ru"]
    assert SHORE.name("ko") == "Quiet Shore"
    assert replace(SHORE, names={"ru": "Берег"}).name("en") == "Берег"


def test_only_a_live_programme_is_live() -> None:
    assert SHORE.live
    assert not replace(SHORE, purpose=Purpose.DEMONSTRATION).live
    assert not replace(SHORE, purpose=Purpose.DRILL).live


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoProgramme, match="safeconduct init"):
        Deployment.load(tmp_path / "programme.toml")


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ('purpose = "live"', 'purpose = "real"', "real"),
        ('purpose = "live"', "", "purpose"),
        ('"stun:relay', '"http:relay', "relays: http:relay"),
        ('"stun:relay.quiet', '"stun:relay?transport=udp", "stun:relay.quiet', "transport=udp"),
        ("5349?transport=tcp", "5349?transport=udp", "transport=udp"),
        ('relays = ["turns', 'relays = "turns" # ["turns', "relays is a list"),
        ('languages = ["ru", "en", "tt"]', 'languages = ["ru", "xx"]', "xx"),
        ('languages = ["ru", "en", "tt"]', "languages = []", "none"),
        ('languages = ["ru", "en", "tt"]', 'languages = "ru"', "list"),
        ('default_language = "ru"', 'default_language = "uk"', "default_language"),
        ("answer_within_hours = 12", "answer_within_hours = 0", "answer_within_hours"),
        ("last_copy_days = 14", 'last_copy_days = "7"', "last_copy_days"),
        ("[names]", "[nothing]", "names"),
        ("[names]", "[names", "not whole"),
        ('root_public = "00', 'root_public = "xx', "not whole"),
        ('hours = "20-2"', 'hours = "8-8"', "hours is like"),
        ('hours = "20-2"', 'hours = "8:30-22:00"', "hours is like"),
        ('hours = "20-2"', "hours = 8", "hours is like"),
        ('zone = "Europe/Kyiv"', 'zone = "Atlantis"', "zone is like"),
        ('zone = "Europe/Kyiv"', 'zone = "../../etc/passwd"', "zone is like"),
        ("waiting_each = 3", "waiting_each = 0", "waiting_each is a number"),
        ("calls = 9", 'calls = "many"', "calls is a number"),
        ("silent_seconds = 60", "silent_seconds = 0", "silent_seconds is a number"),
        ("calls = 9", "strangers = 9", "nothing else"),
        ("[line]", "[[line]]", "nothing else"),
    ],
)
def test_what_is_not_whole_is_named(tmp_path: Path, line: str, instead: str, told: str) -> None:
    path = written(SHORE, tmp_path)
    text = path.read_text("utf-8")
    assert line in text
    path.write_text(text.replace(line, instead), "utf-8")
    with pytest.raises(NoProgramme, match=told):
        Deployment.load(path)


def test_a_programme_keeps_less_than_is_usual_and_never_more() -> None:
    assert SHORE.lives[Kept.WITHDRAWN] == timedelta(days=7)
    assert SHORE.lives[Kept.REFERRED] == RETENTION[Kept.REFERRED].lives
    for wrong in ({"withdrawn": 31}, {"outbox": 1}, {"everything": 1}):
        with pytest.raises(NoProgramme, match="keep"):
            replace(SHORE, keep=wrong)


def test_a_programme_of_before_answers_day_and_night(tmp_path: Path) -> None:
    path = written(replace(SHORE, line=LineRules()), tmp_path)
    kept = [text for text in path.read_text("utf-8").splitlines() if text not in OF_THE_LINE]
    path.write_text("\n".join(kept), "utf-8")
    assert Deployment.load(path).line == LineRules()


OF_THE_LINE = ["[line]", *LineRules().to_toml().splitlines()]
