"""From a chat to a case and back, on real databases: every step may be killed and repeated."""

from dataclasses import replace

import pytest
from django.db import DatabaseError
from django.utils import timezone

from safeconduct.cases import actions, models
from safeconduct.cases.access import access_case
from safeconduct.cases.timeline import ItemKind
from safeconduct.cases.verdicts import Verdict
from safeconduct.domain import return_code
from safeconduct.domain.return_code import ReturnCode
from safeconduct.talks import carrying_out, keeping
from safeconduct.talks import models as kept
from safeconduct.talks.talk import Errand, Job, Tie, decoded
from safeconduct.vault import return_keys, signatures
from safeconduct.vault.seals import Purpose
from tests.desk.place import Asking
from tests.telegram.bot import Bot, take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture
def bot(cast) -> Bot:
    return Bot(at=timezone.now())


def reference() -> str:
    return models.Case.objects.get().reference


def words_at_the_desk(cast, name: str = "") -> list[str]:
    view = access_case(name or reference(), cast.alice.reader, timezone.now())
    assert view.intact
    return [item.words for item in view.timeline if item.kind is ItemKind.WORDS]


def inside(bot: Bot) -> list:
    rows = kept.Talk.objects.all()
    courier = bot.worker.courier
    return [decoded(courier.unlock(bytes(r.body), Purpose.TALK, r.id.bytes, r.day)) for r in rows]


def test_a_chat_becomes_a_case_with_the_answers_and_a_code(cast, bot) -> None:
    code = bot.person().asks_for_help(words="Нас двое.")
    case = models.Case.objects.get()
    assert (case.channel, case.kind, case.language) == ("telegram", "self", "en")
    view = access_case(case.reference, cast.alice.reader, timezone.now())
    (answers,) = [item.answers for item in view.timeline if item.kind is ItemKind.ANSWERS]
    assert dict(answers)["message"] == "Нас двое."
    words = return_code.words(code, "en")
    assert " ".join(words[:4]) in " ".join(bot.person().texts)


def test_once_the_code_is_delivered_no_talk_holds_it(bot) -> None:
    code = bot.person().asks_for_help()
    raw = str(inside(bot))
    (talk,) = inside(bot)
    assert code.hex() not in raw + repr(talk.items)
    jobs = [Job(step=number, errand=Errand.NEW) for number in range(9)]
    again = {talk.secret("return code", job, 10) for job in jobs}
    assert bytes(code) not in again


def test_words_of_a_tied_talk_reach_the_case(cast, bot) -> None:
    bot.person().asks_for_help()
    bot.person().says("Мы у моста.", "Ждём.")
    take_all()
    # An arrival tells the minute only: within it, intake knows no order.
    assert set(words_at_the_desk(cast)) == {"Мы у моста.", "Ждём."}
    assert sum("Passed on" in text for text in bot.person().texts) == 1


@pytest.mark.parametrize("place", range(12))
def test_killed_between_any_two_steps_it_is_one_arrival_and_the_same_code(
    bot, monkeypatch, place
) -> None:
    """Each store and each keep raises once, before it or after it; then everything is repeated."""
    steps = iter(range(100))

    def dying(work):
        def done(*given):
            if next(steps) == place:
                raise DatabaseError("killed before")
            found = work(*given)
            if next(steps) == place:
                raise DatabaseError("killed after")
            return found

        return done

    person = bot.person()
    person.says("/start").presses("safe:yes", "who:self", "needs:none", "when:days").says("Я один.")
    bot.take(person.press("contact:text"))
    monkeypatch.setattr(carrying_out, "store", dying(carrying_out.store))
    monkeypatch.setattr(keeping, "keep", dying(keeping.keep))
    for _ in range(6):
        try:
            bot.looks()
        except DatabaseError:
            bot.done = []
    bot.looks()
    assert models.Arrival.objects.filter(kind="new").count() == 1
    assert len(set(person.codes)) == 1
    take_all()
    person.comes_back(person.codes[-1])
    assert "Nothing" in " ".join(person.texts) or "received" in " ".join(person.texts)


def test_who_comes_back_with_the_code_adds_and_is_tied_again(cast, bot) -> None:
    code = bot.person().asks_for_help(may="no")
    bot.person(8).comes_back(code)
    bot.person(8).presses("want:add").says("Нас уже трое.").presses("contact:text")
    bot.person(8).says("И ещё одно.")
    take_all()
    assert set(words_at_the_desk(cast)) == {"Нас уже трое.", "И ещё одно."}


@pytest.fixture
def known(bot, monkeypatch):
    """A case of the site whose code is known to the test."""
    code = ReturnCode(bytes(range(1, 11)))
    keys = return_keys.derive(code, "весна", bot.worker.bundle.salt)
    monkeypatch.setattr("tests.desk.place.new_keys", lambda: keys)
    return code, Asking()


def test_a_site_case_continues_in_the_bot_with_code_and_own_word(cast, bot, known) -> None:
    code, asking = known
    actions.reply(asking.reference, "Ждите ночи.", reader=cast.alice.reader, at=timezone.now())
    person = bot.person()
    person.comes_back(code, "весна")
    assert "Ждите ночи." in " ".join(person.texts)
    person.presses("want:add").says("Ждём.").presses("contact:text")
    take_all()
    actions.reply(asking.reference, "Идём.", reader=cast.alice.reader, at=bot.at)
    bot.looks()
    assert "Идём." in person.last
    asking.writes_again("Это с сайта.")
    assert "Это с сайта." in words_at_the_desk(cast, asking.reference)


def test_with_a_wrong_own_word_everything_looks_ordinary_and_only_doubts_are_stored(
    cast, bot, known
) -> None:
    code, asking = known
    right, wrong = bot.person(7), bot.person(8)
    for person, word in ((right, "весна"), (wrong, "осень")):
        person.comes_back(code, word)
        person.presses("want:add").says("Слово.").presses("contact:no").says("Ещё слово.")
        take_all()
    assert right.texts == wrong.texts
    assert set(words_at_the_desk(cast, asking.reference)) == {"Слово.", "Ещё слово."}
    assert set(models.Arrival.objects.filter(kind="doubt").values_list("taken", flat=True)) == {
        Verdict.TAKEN
    }
    assert models.Arrival.objects.filter(kind="doubt").count() == 3


@pytest.mark.parametrize("want", ["withdraw", "erase"])
def test_an_ending_is_asked_twice_and_done(cast, bot, want) -> None:
    code = bot.person().asks_for_help()
    bot.person().comes_back(code)
    bot.person().presses(f"want:{want}", f"sure_{want}:no")
    take_all()
    assert models.Case.objects.get().state == "requested"
    bot.person().comes_back(code)
    bot.person().presses(f"want:{want}", f"sure_{want}:yes")
    take_all()
    assert models.Case.objects.get().state == {"withdraw": "withdrawn", "erase": "erased"}[want]


def test_an_unknown_code_gets_one_answer_and_is_asked_for_again(bot) -> None:
    codes = [ReturnCode(bytes([n] * 10)) for n in (1, 2)]
    for chat, code in enumerate(codes, start=7):
        bot.person(chat).comes_back(code)
    assert bot.person(7).texts == bot.person(8).texts
    assert models.Arrival.objects.count() == 0


def test_words_of_a_key_that_nobody_vouches_for_are_refused_and_not_shown(cast, bot) -> None:
    bot.person().asks_for_help()
    (talk,) = inside(bot)
    stolen = replace(talk, tie=Tie(case_public=talk.tie.case_public, talk_seed="ee" * 32))
    with keeping.keeping():
        keeping.keep([stolen], bot.worker.courier, bot.at)
    bot.person().says("Я не он.")
    take_all()
    (row,) = models.Arrival.objects.filter(kind="add")
    assert row.taken == Verdict.BAD_SIGNATURE
    assert words_at_the_desk(cast) == []


def test_a_planted_talk_key_vouches_for_nothing(cast, bot) -> None:
    bot.person().asks_for_help()
    (talk,) = inside(bot)
    seed = bytes.fromhex("ee" * 32)
    models.TalkKey.objects.create(
        case=models.Case.objects.get(), talk_sign=signatures.public_of(seed), record=b"mine"
    )
    stolen = replace(talk, tie=Tie(case_public=talk.tie.case_public, talk_seed=seed.hex()))
    with keeping.keeping():
        keeping.keep([stolen], bot.worker.courier, bot.at)
    bot.person().says("Я не он.")
    take_all()
    assert models.Arrival.objects.get(kind="add").taken == Verdict.BAD_SIGNATURE
    # Even where intake was fooled, the desk looks for itself.
    models.CaseArrival.objects.create(
        case=models.Case.objects.get(), arrival=models.Arrival.objects.get(kind="add"), seq=2
    )
    view = access_case(reference(), cast.alice.reader, timezone.now())
    assert not view.intact
    assert "Я не он." not in [item.words for item in view.timeline]


def test_a_broken_errand_holds_up_no_other_talk(bot, monkeypatch) -> None:
    good, bad = bot.person(7), bot.person(8)
    for person in (good, bad):
        person.says("/start").presses("safe:yes", "who:self", "needs:none", "when:days").says("Я.")
    whole = carrying_out.Errands.hand_in

    def broken(self, talk, job):
        if talk.address.endswith("/8"):
            raise ValueError("broken")
        return whole(self, talk, job)

    monkeypatch.setitem(carrying_out.BY_ERRAND, carrying_out.Errand.NEW, broken)
    bot.take(bad.press("contact:no"), good.press("contact:no"))
    bot.works()
    assert len(good.codes) == 1
    monkeypatch.setitem(carrying_out.BY_ERRAND, carrying_out.Errand.NEW, whole)
    bot.looks()
    assert len(bad.codes) == 1
