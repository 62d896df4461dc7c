"""What is read of a raw update: what was done, where, and where it stands on the screen."""

import json

from safeconduct.talks.said import Button, Kind
from safeconduct.telegram.reading import read

CHAT = {"id": 7, "type": "private"}


def test_a_pressed_button_says_under_which_message_it_stands() -> None:
    pressed = {"id": "q1", "data": "who:self", "message": {"message_id": 12, "chat": CHAT}}
    heard = read(json.dumps({"update_id": 1, "callback_query": pressed}).encode())
    assert heard is not None
    assert heard.said.kind is Kind.BUTTON
    assert heard.said.button == Button(question="who", choice="self")
    assert heard.said.message == 12


def test_a_button_of_a_message_that_is_gone_has_no_place() -> None:
    pressed = {"id": "q1", "data": "who:self", "message": {"chat": CHAT}}
    heard = read(json.dumps({"update_id": 1, "callback_query": pressed}).encode())
    assert heard is not None
    assert heard.said.message == 0
