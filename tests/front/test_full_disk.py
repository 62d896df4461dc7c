"""A full disk at the public door: told in the person's language, nothing half written or lost."""

import pytest

from safeconduct.cases import models
from safeconduct.front.door import door
from tests.front.browsing import digits_of, form_of, press, words_of
from tests.full_disk import full_disk, no_room_for_files

NOT_STORED = {
    "ru": "Не удалось сохранить. Ничего не отправлено.",
    "uk": "Не вдалося зберегти. Нічого не надіслано.",
    "en": "It could not be stored. Nothing was sent.",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", NOT_STORED)
def test_a_hand_in_is_told_in_each_language_and_goes_through_once_there_is_room(phone, language):
    hand_in_on_a_full_disk(phone, language)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_server_without_room_is_told_and_met_again_too(phone):
    hand_in_on_a_full_disk(phone, "ru")


def hand_in_on_a_full_disk(phone, language):
    second = press(phone, phone.get(f"/{language}/write/"), safe="yes", who="self")
    with full_disk():
        for _ in range(2):
            second = press(phone, second, message="Ждём у <моста>.", needs="wounded")
            assert second.status_code == 503
            assert NOT_STORED[language] in words_of(second)
            assert not digits_of(second)
        assert form_of(second).values["message"] == "Ждём у <моста>."
        assert not models.Arrival.objects.exists()
    assert digits_of(press(phone, second))
    assert models.Arrival.objects.count() == 1


@pytest.mark.django_db
def test_while_the_key_of_the_hour_cannot_be_drawn_the_form_keeps_its_words(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    hour_keys = door().hour_keys
    for path in hour_keys._folder.iterdir():
        path.unlink()
    hour_keys._read.clear()
    with no_room_for_files():
        told = press(phone, second, message="Ждём.")
    assert told.status_code == 503
    assert NOT_STORED["ru"] in words_of(told)
    assert not list(hour_keys._folder.iterdir())
    assert digits_of(press(phone, told))
