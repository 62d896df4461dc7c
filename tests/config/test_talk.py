"""The terminal plays every conversation; key, digit and label mean the same in each language."""

import io
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from safeconduct.config import talk
from safeconduct.domain.dialogue import Kind, understand
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.texts import texts
from tests.front.programme import deployment


def said(monkeypatch, capsys, words, *argv):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{word}\n" for word in words)))
    return talk.run(argv), capsys.readouterr().out


def test_a_talk_that_reaches_its_end_is_good(monkeypatch, capsys):
    status, shown = said(monkeypatch, capsys, ["ні"], "report", "--as", "telegram", "--lang", "uk")
    assert status == 0
    assert texts("uk")["talk.end.not_safe"].words in shown


def test_a_talk_whose_words_run_out_says_that_nothing_was_handed_in(monkeypatch, capsys):
    status, shown = said(monkeypatch, capsys, ["yes"], "report", "--as", "phone", "--lang", "en")
    assert status == 1
    assert talk.HUNG_UP in shown


def test_a_language_that_is_not_written_is_shown_as_a_fallback(monkeypatch, capsys):
    _, shown = said(monkeypatch, capsys, ["2"], "callback", "--lang", "tt")
    assert "[Татарча is not written yet: shown in ru]" in shown


@pytest.mark.parametrize(
    "wrong", [["gossip"], ["report", "--as", "owl"], ["report", "--lang", "x"]]
)
def test_what_does_not_exist_is_misspelt(wrong, capsys):
    with pytest.raises(SystemExit) as left:
        talk.run(wrong)
    assert left.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["report"], ["callback", "--as", "phone"]])
def test_only_the_bot_and_the_line_are_spoken_to_live(wrong, capsys):
    with pytest.raises(SystemExit) as left:
        talk.run([*wrong, "--live"])
    assert left.value.code == 2
    assert "--live chats with the running bot" in capsys.readouterr().err


def test_without_a_stand_in_nothing_is_said_live(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path))
    status, shown = said(monkeypatch, capsys, ["yes"], "report", "--as", "telegram", "--live")
    assert status == 1
    assert "no stand-in's bot is reachable here" in shown


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
def test_key_digit_and_label_mean_the_same_in_every_language(script, language):
    def label(key):
        return texts(language)[key].words

    for question in script.questions:
        for place, option in enumerate(question.options, start=1):
            if option.key == "skip":
                continue
            ways = {option.key, label(option.text), label(option.text).upper()}
            if question.kind in {Kind.ONE, Kind.MANY}:
                ways.add(str(place))
            assert {understand(question, way, label) for way in ways} == {option.key}


def test_without_a_demonstration_nobody_is_called(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path))
    status, shown = said(monkeypatch, capsys, ["1"], "report", "--as", "phone", "--live")
    assert status == 1
    assert "calls from the terminal are for a demonstration" in shown


def test_a_live_programme_is_not_called_from_the_terminal(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path))
    live = replace(deployment(("ru", "en")), purpose=Purpose.LIVE)
    (tmp_path / "programme.toml").write_text(live.to_toml(), "utf-8")
    status, shown = said(monkeypatch, capsys, ["1"], "report", "--as", "phone", "--live")
    assert status == 1
    assert "calls from the terminal are for a demonstration" in shown


def test_a_talk_needs_no_programme_and_no_django():
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "safeconduct", "talk", "report", "--as", "phone"]
    done = subprocess.run(
        command, env=environment, input="2\n", text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert texts("ru")["phone.begin"].words[:12] in done.stdout
