"""Coming back with the code: what waits, what can be asked for, and what a wrong word shows."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from safeconduct.cases import models
from safeconduct.cases.intake import take_in
from safeconduct.domain import return_code
from safeconduct.domain.role import Team
from safeconduct.front import door as doors
from safeconduct.front import entering, returning
from safeconduct.vault import replies
from safeconduct.vault.arrivals import open_copy, open_doubt
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replies import Address, ReplyKey
from safeconduct.vault.return_keys import derive
from tests.front.browsing import code_page, digits_of, enter, form_of, html, press, words_of
from tests.front.programme import REPLY_KEY
from tests.making import SALT, SEEDS

pytestmark = pytest.mark.django_db

NOTHING = "Нового пока нет"


def taken_in(answer) -> str:
    while take_in():
        pass
    return digits_of(answer)


def waiting_for(digits: str, own_word: str = "") -> Address:
    """Return where an item for this code is sealed to; its row is written by the caller."""
    keys = derive(return_code.parse(digits), own_word, SALT)
    new = models.Arrival.objects.get(kind="new", locator=keys.locator)
    case_public = open_copy(bytes(new.copy), keys.seed)
    return Address(
        item=uuid4(), case_public=case_public, requester_kem=pair_of(keys.seed).kem_public
    )


def leave(digits: str, kind: str, body: bytes, to: Address) -> None:
    locator = derive(return_code.parse(digits), "", SALT).locator
    case = models.Case.objects.get(first__locator=locator)
    models.RequesterCopy.objects.create(
        id=to.item, case=case, locator=locator, kind=kind,
        body=body, stored_at=datetime.now(UTC), read_at=None, noted=False,
    )  # fmt: skip


def reply(digits: str, words: str, key: ReplyKey = REPLY_KEY, own_word: str = "") -> None:
    to = waiting_for(digits, own_word)
    leave(digits, "reply", replies.seal_reply(words, to, key), to)


def status(digits: str, key: str) -> None:
    to = waiting_for(digits)
    leave(digits, "status", replies.seal_status(key, to), to)


def without_ticket(answer) -> str:
    return re.sub(r'name="ticket" value="[^"]*"', "", html(answer))


def test_a_reply_is_read_with_the_code_and_noted_as_read(phone):
    digits = taken_in(code_page(phone))
    reply(digits, "Мы вас слышим.\nНикуда не идите.")
    assert "Мы вас слышим." in words_of(enter(phone, digits))
    assert models.RequesterCopy.objects.get().read_at
    assert "Мы вас слышим." in words_of(enter(phone, digits))


def test_words_open_as_digits_do(phone):
    digits = taken_in(code_page(phone))
    reply(digits, "Мы вас слышим.")
    for language in ("ru", "uk", "en"):
        words = " ".join(return_code.words(return_code.parse(digits), language)).upper()
        assert "Мы вас слышим." in words_of(enter(phone, words))


def test_a_reply_that_no_listed_key_signed_is_not_shown(phone):
    digits = taken_in(code_page(phone))
    reply(digits, "Идите к реке.", ReplyKey(version=1, seed=b"m" * 32))
    reply(digits, "Идите в лес.", ReplyKey(version=2, seed=REPLY_KEY.seed))
    answer = enter(phone, digits)
    assert NOTHING in words_of(answer)
    assert "Идите" not in words_of(answer)
    assert not models.RequesterCopy.objects.filter(read_at__isnull=False).exists()


def test_a_status_is_one_of_our_own_texts_and_nothing_else(phone):
    digits = taken_in(code_page(phone))
    status(digits, "status.in_review")
    assert "читает человек" in words_of(enter(phone, digits))
    status(digits, "site.home.h1")
    status(digits, "Бегите.")
    answer = words_of(enter(phone, digits))
    assert "Бегите" not in answer
    assert "остаться в живых" not in answer


def test_markup_in_a_reply_is_shown_as_words(phone):
    digits = taken_in(code_page(phone))
    reply(digits, "<b>жирно</b>")
    assert "&lt;b&gt;жирно" in html(enter(phone, digits))


def test_an_unknown_code_gets_one_answer_whatever_it_is(phone):
    answers = set()
    for _ in range(3):
        code = return_code.ReturnCode(secrets.token_bytes(10))
        answer = enter(phone, " ".join(return_code.digits(code)))
        assert "пока не известен" in words_of(answer)
        answers.add(re.sub(r"\d{6}( \d{6}){4}", "", html(answer)))
    assert len(answers) == 1
    assert not models.Arrival.objects.exists()


def test_nobody_is_locked_out_by_wrong_codes(phone):
    digits = taken_in(code_page(phone))
    for _ in range(20):
        enter(phone, " ".join(return_code.digits(return_code.ReturnCode(secrets.token_bytes(10)))))
    assert NOTHING in words_of(enter(phone, digits))


def test_a_mistyped_code_is_told_which_group_or_word_is_wrong(phone):
    digits = digits_of(code_page(phone)).split()
    wrong = str((int(digits[2][-1]) + 1) % 10)
    answer = enter(phone, " ".join([*digits[:2], digits[2][:-1] + wrong, *digits[3:]]))
    assert "Группа цифр 3" in words_of(answer)
    assert "aria-invalid" in html(answer)
    words = return_code.words(return_code.parse(" ".join(digits)), "ru")
    assert "Слово 5" in words_of(enter(phone, " ".join([*words[:4], "кракозябра", *words[5:]])))
    assert form_of(enter(phone, "12 34")).values["code"] == "12 34"
    assert enter(phone, "").status_code == 200


def test_a_wrong_own_word_shows_the_ordinary_page_byte_for_byte_and_leaves_a_doubt(phone):
    digits = taken_in(code_page(phone, own_word="клён"))
    right = enter(phone, digits, "Клен")
    reply(digits, "Мы вас слышим.", own_word="клён")
    wrong, none = enter(phone, digits, "дуб"), enter(phone, digits)
    assert NOTHING in words_of(right)
    assert without_ticket(right) == without_ticket(wrong) == without_ticket(none)
    assert len(right.content) == len(wrong.content) == 8_192
    assert models.Arrival.objects.filter(kind="doubt").count() == 2
    assert "Мы вас слышим." in words_of(enter(phone, digits, "клён"))


def test_what_is_sent_from_a_wrong_words_page_is_a_doubt_with_the_ordinary_answer(phone):
    digits = taken_in(code_page(phone, own_word="клён"))
    right = press(phone, enter(phone, digits, "клён"), "wish=add", words="Мы ждём.")
    wrong = press(phone, enter(phone, digits, "дуб"), "wish=add", words="Мы ждём.")
    assert without_ticket(right) == without_ticket(wrong)
    kinds = models.Arrival.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["add", "doubt", "doubt", "new"]
    for wish in ("withdraw", "erase"):
        sure = press(phone, enter(phone, digits, "дуб"), f"wish={wish}")
        press(phone, sure, f"wish={wish}_sure")
    assert not models.Arrival.objects.filter(kind__in=["withdraw", "erase"]).exists()


def test_words_of_a_doubt_open_for_intake(phone):
    digits = taken_in(code_page(phone, own_word="клён"))
    press(phone, enter(phone, digits, "дуб"), "wish=add", words="Мы ждём.")
    row = models.Arrival.objects.exclude(body=b"").get(kind="doubt")
    arrival = models_arrival(row)
    seed = pair_of(SEEDS[Team.INTAKE.value, 1]).kem_seed
    assert "Мы ждём." in open_doubt(arrival, seed).decode()


def models_arrival(row):
    from safeconduct.vault.arrivals import Arrival, ArrivalKind, decode_wraps

    return Arrival(
        id=row.id, kind=ArrivalKind(row.kind), locator=bytes(row.locator), body=bytes(row.body),
        wraps=decode_wraps(bytes(row.wraps)), sealed_under=bytes(row.sealed_under),
        channel=row.channel, language=row.language, directory_serial=row.directory_serial,
    )  # fmt: skip


def test_five_doubts_silence_the_page_whatever_the_word(phone):
    digits = taken_in(code_page(phone, own_word="клён"))
    reply(digits, "Мы вас слышим.", own_word="клён")
    for guess in ("дуб", "ива", "ель", "бук", "вяз", "туя"):
        enter(phone, digits, guess)
    assert models.Arrival.objects.filter(kind="doubt").count() == 5
    assert NOTHING in words_of(enter(phone, digits, "клён"))


def test_words_are_added_once_however_often_the_page_is_sent(phone):
    page = enter(phone, taken_in(code_page(phone)))
    for _ in range(2):
        assert "Мы получили то, что вы дописали" in words_of(
            press(phone, page, "wish=add", words="Нас двое.")
        )
    assert models.Arrival.objects.filter(kind="add").count() == 1
    press(phone, page, "wish=add", words="Нас трое.")
    assert models.Arrival.objects.filter(kind="add").count() == 2


def test_too_many_words_and_none_are_told_and_kept(phone):
    page = enter(phone, taken_in(code_page(phone)))
    answer = press(phone, page, "wish=add", words="ы" * 10_001)
    assert form_of(answer).values["words"] == "ы" * 10_000
    assert 'id="bad-words"' in html(answer)
    assert 'id="bad-words"' in html(press(phone, page, "wish=add", words="  "))
    assert not models.Arrival.objects.filter(kind="add").exists()


@pytest.mark.parametrize(("wish", "told"), [("withdraw", "отозвано"), ("erase", "удалить всё")])
def test_nothing_ends_before_it_was_asked_twice(phone, wish, told):
    page = enter(phone, taken_in(code_page(phone)))
    sure = press(phone, page, f"wish={wish}", words="ещё не отправлено")
    assert not models.Arrival.objects.filter(kind=wish).exists()
    kept = press(phone, sure, "wish=look")
    assert form_of(kept).values["words"] == "ещё не отправлено"
    assert told in words_of(press(phone, sure, f"wish={wish}_sure"))
    assert models.Arrival.objects.filter(kind=wish).count() == 1


def test_after_everything_is_deleted_the_code_is_as_unknown_as_any_other(phone):
    digits = taken_in(code_page(phone))
    page = enter(phone, digits)
    press(phone, press(phone, page, "wish=erase"), "wish=erase_sure")
    while take_in():
        pass
    assert "пока не известен" in words_of(enter(phone, digits))
    assert "пока не известен" in words_of(press(phone, page, "wish=add", words="Ещё?"))


def test_after_fifteen_minutes_the_code_is_asked_again_and_what_was_typed_stays(phone, monkeypatch):
    digits = taken_in(code_page(phone))
    page = enter(phone, digits)
    later = datetime.now(UTC) + timedelta(minutes=16)
    monkeypatch.setattr(returning, "now", lambda: later)
    answer = press(phone, page, "wish=add", words="Нас двое.")
    assert "Введите код ещё раз" in words_of(answer)
    again = press(phone, answer, code=digits)
    assert form_of(again).values["words"] == "Нас двое."


@pytest.mark.parametrize("ticket", ["x", "1.x", "99999999.AAAA", "9" * 5000, "٣.x", "\x00", "é.é"])
def test_a_forged_ticket_is_an_old_one(phone, ticket):
    answer = phone.post("/ru/code/", {"ticket": ticket, "wish": "erase_sure"})
    assert "Введите код ещё раз" in words_of(answer)


def test_a_ticket_of_another_door_opens_nothing(phone, tmp_path):
    page = enter(phone, taken_in(code_page(phone)))
    ticket = form_of(page).values["ticket"]
    for path in doors.door().hour_keys._folder.iterdir():
        path.write_bytes(secrets.token_bytes(32))
    doors.door().hour_keys._read.clear()
    answer = phone.post("/ru/code/", {"ticket": ticket, "wish": "erase_sure"})
    assert "Введите код ещё раз" in words_of(answer)


def test_a_full_line_asks_for_patience_and_keeps_what_was_typed(phone, monkeypatch):
    monkeypatch.setattr(returning, "CODE_TURNS", returning.Turns(at_once=0, line=0))
    code = " ".join(return_code.digits(return_code.ReturnCode(b"0123456789")))
    answer = enter(phone, code)
    assert answer.status_code == 503
    assert form_of(answer).values["code"] == code


def test_every_fault_of_a_code_has_its_words():
    assert set(entering.FAULTS) == set(return_code.Fault)
