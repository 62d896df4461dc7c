"""What a wrong own word ends looks as ended as what the right one ends: the code is no oracle."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from safeconduct.cases import models
from safeconduct.cases.errands import destroy_read_copies, note_readings, tell_states
from safeconduct.cases.intake import take_in
from safeconduct.domain import return_code
from safeconduct.front import entering, returning
from safeconduct.front.door import door
from safeconduct.talks.carrying_out import Errands
from safeconduct.talks.keeping import new_talk
from safeconduct.talks.talk import Errand, Stage, Talk
from safeconduct.talks.walking import digest_of
from tests.front.browsing import code_page, digits_of, enter, html, press, words_of
from tests.front.test_returning import NOTHING, reply, without_ticket

pytestmark = pytest.mark.django_db
UNKNOWN = "пока не известен"
WITHDRAWN = "отозвано"


def errands_run(at: datetime | None = None) -> None:
    while take_in():
        pass
    now = at or datetime.now(UTC)
    tell_states(now)
    note_readings(now)
    destroy_read_copies(now)


def asked(phone, own_word: str = "") -> str:
    """Return the code of someone who asked and has seen the first status, long ago."""
    digits = digits_of(code_page(phone, own_word=own_word))
    errands_run()
    models.RequesterCopy.objects.all().delete()
    return digits


def end(phone, digits: str, wish: str, own_word: str = ""):
    page = enter(phone, digits, own_word)
    ended = press(phone, press(phone, page, f"wish={wish}"), f"wish={wish}_sure")
    errands_run()
    return ended


def at_hour(monkeypatch: pytest.MonkeyPatch, hours: float) -> datetime:
    later = datetime.now(UTC) + timedelta(hours=hours)
    monkeypatch.setattr(returning, "now", lambda: later)
    errands_run(later)
    return later


def without_code(answer, digits: str) -> str:
    return html(answer).replace(digits, "").replace("дуб", "")


@pytest.mark.both
def test_everything_deleted_with_a_wrong_word_leaves_the_code_as_unknown_as_any_other(phone):
    real, doubted = asked(phone), asked(phone, "клён")
    assert without_ticket(end(phone, real, "erase")) == without_ticket(
        end(phone, doubted, "erase", "дуб")
    )
    for word in ("", "дуб", "ель"):
        true, false = enter(phone, real, word), enter(phone, doubted, word)
        assert UNKNOWN in words_of(false)
        assert without_code(true, real) == without_code(false, doubted)
        assert true.headers.items() == false.headers.items()
        assert true.status_code == false.status_code


@pytest.mark.both
def test_the_right_word_still_opens_the_real_page(phone):
    digits = asked(phone, "клён")
    reply(digits, "Мы вас слышим.", own_word="клён")
    end(phone, digits, "erase", "дуб")
    page = enter(phone, digits, "Клен")
    assert "Мы вас слышим." in words_of(page)
    assert "Мы получили" in words_of(press(phone, page, "wish=add", words="Я ещё здесь."))
    assert models.Case.objects.get().state != "erased"


@pytest.mark.both
def test_until_intake_has_taken_it_nothing_looks_deleted_in_either_case(phone):
    for own_word, typed in (("", ""), ("клён", "дуб")):
        digits = asked(phone, own_word)
        page = enter(phone, digits, typed)
        press(phone, press(phone, page, "wish=erase"), "wish=erase_sure")
        assert NOTHING in words_of(enter(phone, digits, typed))
        errands_run()
        assert UNKNOWN in words_of(enter(phone, digits, typed))


@pytest.mark.both
def test_an_open_page_leads_on_as_little_as_after_a_true_deletion(phone):
    answers = []
    for own_word, typed in (("", ""), ("клён", "дуб")):
        digits = asked(phone, own_word)
        page = enter(phone, digits, typed)
        end(phone, digits, "erase", typed)
        stored = models.Arrival.objects.count()
        answers.append(without_ticket(press(phone, page, "wish=add", words="Ещё?")))
        assert models.Arrival.objects.count() == stored
    assert answers[0] == answers[1]
    assert "Ещё?" in answers[0]


@pytest.mark.both
def test_what_looks_deleted_and_what_is_unknown_are_answered_no_sooner_than_each_other(phone):
    digits = asked(phone, "клён")
    end(phone, digits, "erase", "дуб")
    stranger = " ".join(return_code.digits(return_code.ReturnCode(secrets.token_bytes(10))))
    for code in (digits, stranger):
        begun = perf_counter()
        assert UNKNOWN in words_of(enter(phone, code, "дуб"))
        assert perf_counter() - begun >= entering.UNKNOWN_TAKES


@pytest.mark.both
def test_words_for_a_deleted_code_are_still_no_more_than_five_a_day(phone):
    digits = asked(phone, "клён")
    end(phone, digits, "erase", "дуб")
    for guess in ("ива", "ель", "бук", "вяз", "туя"):
        enter(phone, digits, guess)
    assert models.Arrival.objects.filter(kind="doubt").count() == 5
    assert UNKNOWN in words_of(enter(phone, digits, "клён"))


@pytest.mark.both
def test_a_withdrawal_with_a_wrong_word_shows_what_a_true_one_shows(phone):
    real, doubted = asked(phone), asked(phone, "клён")
    assert without_ticket(end(phone, real, "withdraw")) == without_ticket(
        end(phone, doubted, "withdraw", "дуб")
    )
    for _ in range(3):
        true, false = enter(phone, real), enter(phone, doubted, "дуб")
        assert WITHDRAWN in words_of(false)
        assert without_ticket(true) == without_ticket(false)
    assert models.Case.objects.get(state="withdrawn").first.locator


@pytest.mark.both
def test_the_right_word_sees_no_withdrawal_that_was_none(phone):
    digits = asked(phone, "клён")
    end(phone, digits, "withdraw", "дуб")
    assert WITHDRAWN not in words_of(enter(phone, digits, "клён"))
    assert models.Case.objects.get().state == "requested"


@pytest.mark.parametrize("by_ticket", [False, True])
def test_a_day_after_it_was_read_it_is_gone_in_either_case_and_not_before(
    phone, monkeypatch, by_ticket
):
    for own_word, typed in (("", ""), ("клён", "дуб")):
        with monkeypatch.context() as patch:
            digits = asked(phone, own_word)
            page = enter(phone, digits, typed)
            end(phone, digits, "withdraw", typed)
            if by_ticket:
                assert WITHDRAWN in words_of(press(phone, page, "wish=add", words="Нас двое."))
            else:
                at_hour(patch, 50)
                assert WITHDRAWN in words_of(enter(phone, digits, typed))
            at_hour(patch, 23 if by_ticket else 73)
            assert WITHDRAWN in words_of(enter(phone, digits, typed))
            at_hour(patch, 25 if by_ticket else 75)
            assert NOTHING in words_of(enter(phone, digits, typed))


def test_where_too_many_doubts_stand_what_was_ended_goes_on_looking_ended(phone, monkeypatch):
    digits = asked(phone, "клён")
    for guess in ("ива", "ель", "бук", "вяз"):
        enter(phone, digits, guess)
    end(phone, digits, "withdraw", "дуб")
    assert WITHDRAWN in words_of(enter(phone, digits, "дуб"))
    assert WITHDRAWN in words_of(enter(phone, digits, "дуб"))
    at_hour(monkeypatch, 25)
    assert NOTHING in words_of(enter(phone, digits, "дуб"))


@pytest.mark.both
def test_a_stored_doubt_shows_nobody_what_was_asked_for(phone):
    digits = asked(phone, "клён")
    end(phone, digits, "erase", "дуб")
    doubts = models.Arrival.objects.filter(kind="doubt").values()
    same = {name for name in doubts[0] if name not in {"id", "signature", "stored_at"}}
    assert len({str([row[name] for name in sorted(same)]) for row in doubts}) == 1
    assert {len(row["signature"]) for row in doubts} == {32}


def asks_by_bot(digits: str, own_word: str) -> Talk:
    """Return a talk of the bot after it looked with a code: what it says waits in its items."""
    talk = replace(
        new_talk("telegram", "somebody", "ru", datetime.now(UTC)),
        stage=Stage.ASKING,
        script="return_visit",
        digest=digest_of("return_visit", "telegram"),
        answers={"return_code": digits, "own_word": own_word},
    )
    talk = talk.with_job(Errand.LOOK)
    return Errands(bundle=door().bundle, at=datetime.now(UTC)).done(talk)


@pytest.mark.both
def test_what_was_ended_on_the_site_looks_ended_to_the_bot(phone):
    real, doubted = asked(phone), asked(phone, "клён")
    assert asks_by_bot(doubted, "дуб").visit
    for code, word in ((real, ""), (doubted, "дуб")):
        end(phone, code, "erase", word)
    said = [[item.key for item in asks_by_bot(code, "дуб").items] for code in (real, doubted)]
    assert said[0] == said[1]
    assert asks_by_bot(doubted, "клён").visit
    assert asks_by_bot(doubted, "дуб").visit is None
    assert models.Arrival.objects.filter(kind="doubt").count() == 5
