"""A code given anew while a chat is tied: the chat of before adds, and is told nothing."""

import pytest
from django.utils import timezone

from safeconduct.cases import actions, models
from safeconduct.cases.access import CaseView, access_case
from safeconduct.cases.replacing import replace_code
from safeconduct.domain.life import Action
from safeconduct.domain.return_code import ReturnCode
from tests.telegram.bot import Bot, take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture
def bot(cast) -> Bot:
    return Bot(at=timezone.now())


def reference() -> str:
    return models.Case.objects.get().reference


def new_code(cast, bot: Bot) -> ReturnCode:
    bob, alice = cast.bob.reader, cast.alice.reader
    actions.act(reference(), Action.ALLOW_NEW_CODE, reader=bob, at=bot.at, chosen={})
    return replace_code(reference(), "", reader=alice, at=bot.at)


def answers(cast, bot: Bot, words: str) -> None:
    actions.reply(reference(), words, reader=cast.alice.reader, at=bot.at)
    bot.looks()


def case(cast, bot: Bot) -> CaseView:
    take_all()
    return access_case(reference(), cast.alice.reader, bot.at)


def heard(view: CaseView) -> list[tuple[str, bool]]:
    assert view.intact
    return [(item.words, item.old_code) for item in view.timeline if item.kind == "words"]


def test_what_a_chat_of_before_passes_on_is_read_as_that_and_answered_under_the_code_alone(
    cast, bot
) -> None:
    bot.person().asks_for_help(may="text")
    bot.person().says("До нового кода.")
    take_all()
    new_code(cast, bot)
    bot.person().says("После него.")
    view = case(cast, bot)
    assert heard(view) == [("До нового кода.", False), ("После него.", True)]
    assert view.reach is None
    answers(cast, bot, "Ждите ночи.")
    assert not models.Outgoing.objects.exists()
    assert "Ждите ночи." not in " ".join(bot.person().texts)


def test_a_talk_key_that_came_with_an_answer_belongs_to_the_code_of_then(cast, bot) -> None:
    bot.person().asks_for_help(may="text")
    answers(cast, bot, "Вас слышат.")
    new_code(cast, bot)
    bot.person().says("Из того же чата.")
    assert heard(case(cast, bot)) == [("Из того же чата.", True)]
    answers(cast, bot, "Ждите ночи.")
    assert "Ждите ночи." not in " ".join(bot.person().texts)


def test_who_comes_back_with_the_new_code_ties_a_chat_that_is_answered(cast, bot) -> None:
    bot.person(7).asks_for_help(may="text")
    person = bot.person(8).comes_back(new_code(cast, bot))
    person.presses("want:add").says("С новым кодом.").presses("contact:text").says("И дальше.")
    take_all()
    answers(cast, bot, "Ждите ночи.")
    person.says("Спасибо.")
    view = case(cast, bot)
    assert view.reach
    told = ("С новым кодом.", "И дальше.", "Спасибо.")
    assert heard(view) == [(words, False) for words in told]
    assert "Ждите ночи." in " ".join(person.texts)
    assert "Ждите ночи." not in " ".join(bot.person(7).texts)
