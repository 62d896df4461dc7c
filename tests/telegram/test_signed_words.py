"""The bot says what two people signed, and nothing at all while writing is closed."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace

import pytest
from django.utils import timezone

from safeconduct.cases.panic import press_panic, reopen
from safeconduct.config.telegram import speaker
from safeconduct.programme import current
from safeconduct.programme.current import current_bundle, current_deployment
from safeconduct.programme.shown import ShownTexts
from safeconduct.programme.texts import texts
from safeconduct.talks import updates
from safeconduct.talks.couriers import Courier
from safeconduct.talks.emptying import empty_all
from safeconduct.talks.models import Talk, Update
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.speakers import Speakers
from safeconduct.telegram.applying import Worker
from safeconduct.telegram.running import Running
from tests.making import ALICE, BOB, CAROL

KEY = "talk.yes"
REMEMBERED = (current.current_bundle, current.current_deployment, current.current_texts)


@pytest.fixture
def speakers(programme: bytes, settings) -> Iterator[Speakers]:
    settings.DOOR = "telegram-of-a-test"
    for function in REMEMBERED:
        function.cache_clear()
    yield Speakers(current_deployment(), ShownTexts(current_bundle()), speaker)
    for function in REMEMBERED:
        function.cache_clear()


def test_the_bot_says_newly_signed_words_without_a_restart(speakers: Speakers) -> None:
    assert speakers["ru"].texts[KEY].words == texts("ru")[KEY].words
    assert speakers["ru"] is speakers["ru"]
    bundle = current_bundle()
    words = {"ru": {KEY: replace(texts("ru")[KEY], words="Именно")}}
    bundle._contents = replace(bundle.contents, words=words)
    assert speakers["ru"].texts[KEY].words == "Именно"


def test_the_bot_speaks_the_programmes_languages_and_no_other(speakers: Speakers) -> None:
    assert set(speakers) == set(current_deployment().languages)
    with pytest.raises(KeyError):
        speakers["xx"]


class OutsideTheLoop(Executor):
    """Work on this test's own connection: Django gives a thread with a running loop another one."""

    def submit(self, work, /, *facts, **named):
        done: Future[object] = Future()
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            done.set_result(work(*facts, **named))
        finally:
            asyncio._set_running_loop(loop)
        return done


@pytest.mark.django_db(databases="__all__")
def test_after_the_panic_key_the_bot_hears_nothing_and_keeps_what_comes(
    speakers: Speakers, settings
) -> None:
    at, courier = timezone.now(), Courier("telegram", settings.HOME)
    courier.begin_day(at)
    worker = Worker(
        courier=courier, bundle=current_bundle(), speakers=speakers, default_language="ru"
    )
    said = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/start"}}
    said["message"] |= {"chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False}}
    press_panic(actor=ALICE.actor, at=at, empty=empty_all)
    rounds(worker)
    raw = updates.RawUpdate(bot="shore", number=1, content=json.dumps(said).encode())
    updates.take([raw], courier, at)
    rounds(worker)
    assert Update.objects.filter(waits=True).count() == 1
    for member in (BOB, CAROL):
        reopen(actor=member.actor, at=at)
    rounds(worker)
    assert not Update.objects.filter(waits=True).exists()
    assert Talk.objects.count() == 1


def rounds(worker: Worker) -> None:
    """Let the channel work for a moment."""

    async def work() -> None:
        process = Running(
            worker=worker,
            clients=(),
            a_second=25,
            database=OneThread(forget=lambda: None, pool=OutsideTheLoop()),
        )
        process.wake.set()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(process._rounds(), 0.3)

    asyncio.run(work())
