"""Sending, editing, deleting, answering: what is allowed, and each refusal in Telegram's words."""

import pytest

from tests.drill.bot_api.wire import DAY, HOUR, OTHER


def button(**more):
    return {"inline_keyboard": [[{"text": "Yes", **more}]]}


def send(wire, text="Hello", **more):
    return wire.result("sendMessage", chat_id=7, text=text, **more)


def last(wire):
    return wire.chat(7)["messages"][-1]


def test_a_sent_message_is_seen_by_the_person(wire):
    message = send(wire, disable_notification="true", protect_content="true")
    assert message["chat"] == {"id": 7, "first_name": "Person 7", "type": "private"}
    assert message["from"]["is_bot"]
    assert message["has_protected_content"]
    seen = last(wire)
    assert (seen["text"], seen["from"], seen["silent"], seen["protected"]) == (
        *("Hello", "bot"),
        *(True, True),
    )


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_message_is_refused(wire, text):
    assert wire.refused("sendMessage", chat_id=7, text=text) == (
        400,
        "Bad Request: message text is empty",
    )


@pytest.mark.parametrize("letter", ["a", "я", "😀"])
def test_a_message_has_at_most_4096_characters(wire, letter):
    assert len(send(wire, letter * 4096)["text"]) == 4096
    assert wire.refused("sendMessage", chat_id=7, text=letter * 4097) == (
        400,
        "Bad Request: message is too long",
    )


def test_marks_do_not_count_as_characters(wire):
    sent = send(wire, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


def test_html_becomes_plain_text_with_offsets_in_utf_16(wire):
    sent = send(
        wire, '😀 <b>жёлтый</b> <a href="https://x.example/?a&amp;b">x</a> &lt;', parse_mode="HTML"
    )
    assert sent["text"] == "😀 жёлтый x <"
    assert sent["entities"] == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "text_link", "offset": 10, "length": 1, "url": "https://x.example/?a&b"},
    ]


def test_marks_nest_and_signs_that_telegram_does_not_know_stay(wire):
    words = '<b>a<i>b</i></b>&nbsp;<span class="tg-spoiler">c</span>'
    sent = send(wire, words, parse_mode="HTML")
    assert sent["text"] == "ab&nbsp;c"
    assert [one["type"] for one in sent["entities"]] == ["bold", "italic", "spoiler"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("я</b>", "Unexpected end tag at byte offset 2"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ],
)
def test_broken_html_is_refused_with_its_place(wire, text, words):
    refused = wire.refused("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert refused == (400, f"Bad Request: can't parse entities: {words}")


def test_entities_may_come_ready_made(wire):
    bold = {"type": "bold", "offset": 2, "length": 3}
    sent = send(wire, "  abc", entities=[bold])
    assert (sent["text"], sent["entities"]) == ("abc", [bold | {"offset": 0}])
    refused = wire.refused("sendMessage", chat_id=7, text="x", entities=["bold"])
    assert refused == (400, "Bad Request: can't parse MessageEntity: expected an Object")


def test_markdown_is_refused_cleanly(wire):
    refused = wire.refused("sendMessage", chat_id=7, text="*a*", parse_mode="MarkdownV2")
    assert refused == (400, "Bad Request: unsupported parse_mode")


def test_nobody_is_there_before_they_start_the_bot(wire):
    assert wire.refused("sendMessage", chat_id=8, text="x") == (400, "Bad Request: chat not found")
    assert wire.refused("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")
    wire.act(8, "start")
    assert wire.result("sendMessage", chat_id=8, text="x")


def test_who_knows_one_bot_is_unknown_to_another(wire):
    wire.control("bots", name="water", token=OTHER)
    refused = wire.refused("sendMessage", token=OTHER, chat_id=7, text="x")
    assert refused == (400, "Bad Request: chat not found")


def test_who_blocked_the_bot_is_out_of_reach(wire):
    wire.act(7, "block")
    forbidden = (403, "Forbidden: bot was blocked by the user")
    assert wire.refused("sendMessage", chat_id=7, text="x") == forbidden
    assert wire.refused("sendChatAction", chat_id=7, action="typing") == forbidden
    wire.act(7, "unblock")
    assert send(wire)


@pytest.mark.parametrize("data", ["a", "a" * 64, "я" * 32])
def test_callback_data_of_up_to_64_bytes_is_taken(wire, data):
    sent = send(wire, reply_markup=button(callback_data=data))
    assert sent["reply_markup"] == button(callback_data=data)
    assert last(wire)["buttons"] == [["Yes"]]


@pytest.mark.parametrize("data", ["a" * 65, "я" * 33])
def test_longer_callback_data_is_refused(wire, data):
    refused = wire.refused(
        "sendMessage", chat_id=7, text="x", reply_markup=button(callback_data=data)
    )
    assert refused == (400, "Bad Request: BUTTON_DATA_INVALID")


@pytest.mark.parametrize("more", [{}, {"callback_data": ""}])
def test_an_inline_button_must_do_something(wire, more):
    refused = wire.refused("sendMessage", chat_id=7, text="x", reply_markup=button(**more))
    assert refused == (
        400,
        (
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed"
            " in the inline keyboard"
        ),
    )


def test_a_keyboard_under_the_chat_stays_until_it_is_removed(wire):
    send(wire, reply_markup={"keyboard": [[{"text": "Да"}, "Нет"]]})
    send(wire, "no keyboard of its own")
    assert wire.chat(7)["keyboard"] == [["Да", "Нет"]]
    send(wire, reply_markup={"remove_keyboard": True})
    assert wire.chat(7)["keyboard"] == []


def test_an_edit_replaces_words_and_buttons(wire):
    number = send(wire, reply_markup=button(callback_data="y"))["message_id"]
    edited = wire.result("editMessageText", chat_id=7, message_id=number, text="Other")
    assert edited["text"] == "Other"
    assert "reply_markup" not in edited
    seen = last(wire)
    assert (seen["text"], seen["buttons"], seen["edited"]) == ("Other", [], True)


def test_an_edit_that_changes_nothing_is_refused(wire):
    number = send(wire)["message_id"]
    words = (
        "Bad Request: message is not modified: specified new message content and reply markup are"
        " exactly the same as a current content and reply markup of the message"
    )
    again = {"chat_id": 7, "message_id": number}
    assert wire.refused("editMessageText", text="Hello", **again) == (400, words)
    assert wire.refused("editMessageReplyMarkup", **again) == (400, words)


def test_buttons_are_taken_away_alone(wire):
    number = send(wire, reply_markup=button(callback_data="y"))["message_id"]
    edited = wire.result("editMessageReplyMarkup", chat_id=7, message_id=number)
    assert edited["text"] == "Hello"
    assert last(wire)["buttons"] == []


def test_only_what_the_bot_wrote_and_what_is_there_can_be_edited(wire):
    edit = {"chat_id": 7, "text": "x"}
    assert wire.refused("editMessageText", message_id=99, **edit) == (
        400,
        "Bad Request: message to edit not found",
    )
    assert wire.refused("editMessageText", message_id=1, **edit) == (
        400,
        "Bad Request: message can't be edited",
    )
    fixed = send(wire, reply_markup={"remove_keyboard": True})["message_id"]
    assert wire.refused("editMessageText", message_id=fixed, **edit)[0] == 400


def test_an_edit_is_also_bound_to_4096_characters(wire):
    number = send(wire)["message_id"]
    refused = wire.refused("editMessageText", chat_id=7, message_id=number, text="a" * 4097)
    assert refused == (400, "Bad Request: MESSAGE_TOO_LONG")


def test_messages_of_both_sides_are_deleted(wire):
    number = send(wire)["message_id"]
    assert wire.result("deleteMessage", chat_id=7, message_id=number)
    assert wire.result("deleteMessage", chat_id=7, message_id=1)
    chat = wire.chat(7)
    assert chat["messages"] == []
    assert [(one["id"], one["from"]) for one in chat["vanished"]] == [
        (number, "bot"),
        (1, "person"),
    ]


def test_a_message_that_is_not_there_cannot_be_deleted(wire):
    gone = (400, "Bad Request: message to delete not found")
    assert wire.refused("deleteMessage", chat_id=7, message_id=99) == gone
    wire.result("deleteMessage", chat_id=7, message_id=1)
    assert wire.refused("deleteMessage", chat_id=7, message_id=1) == gone


def test_a_message_is_deleted_within_48_hours_and_never_after(wire):
    number = send(wire)["message_id"]
    wire.control("clock", forward=2 * DAY - HOUR)
    assert wire.result("deleteMessage", chat_id=7, message_id=number)
    wire.control("clock", forward=HOUR)
    too_old = (400, "Bad Request: message can't be deleted for everyone")
    assert wire.refused("deleteMessage", chat_id=7, message_id=1) == too_old
    assert wire.refused("deleteMessages", chat_id=7, message_ids=[1]) == too_old


def test_deleting_many_passes_over_what_is_not_there(wire):
    numbers = [send(wire, str(n))["message_id"] for n in range(3)]
    assert wire.result("deleteMessages", chat_id=7, message_ids=[99, *numbers, 1])
    assert wire.chat(7)["messages"] == []
    assert wire.result("deleteMessages", chat_id=7, message_ids=numbers)


def test_deleting_many_knows_its_bounds(wire):
    many = list(range(1, 102))
    assert wire.refused("deleteMessages", chat_id=7, message_ids=many) == (
        400,
        "Bad Request: too many message identifiers specified",
    )
    assert wire.refused("deleteMessages", chat_id=7) == (
        400,
        "Bad Request: message identifiers are not specified",
    )


def pressed(wire):
    send(wire, reply_markup=button(callback_data="y"))
    return wire.act(7, "press", label="Yes")["query"]


def test_a_pressed_button_is_answered_once(wire):
    query = pressed(wire)
    assert wire.chat(7)["open_queries"] == [query]
    assert wire.result("answerCallbackQuery", callback_query_id=query, text="Noted")
    chat = wire.chat(7)
    assert chat["open_queries"] == []
    assert chat["notices"] == [{"query": query, "text": "Noted", "alert": False}]
    assert wire.refused("answerCallbackQuery", callback_query_id=query)[0] == 400


def test_an_answer_that_comes_late_is_refused(wire):
    query = pressed(wire)
    wire.control("clock", forward=16)
    assert wire.refused("answerCallbackQuery", callback_query_id=query) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


def test_a_doing_is_seen_until_the_next_message(wire):
    wire.result("sendChatAction", chat_id=7, action="typing")
    assert wire.chat(7)["doing"] == "typing"
    send(wire)
    assert wire.chat(7)["doing"] == ""
    assert wire.refused("sendChatAction", chat_id=7, action="sleeping") == (
        400,
        "Bad Request: wrong parameter action in request",
    )


def test_a_reply_shows_what_it_replies_to(wire):
    sent = send(wire, reply_parameters={"message_id": 1})
    assert sent["reply_to_message"]["message_id"] == 1
    again = send(wire, reply_parameters={"message_id": sent["message_id"]})
    assert "reply_to_message" not in again["reply_to_message"]
    assert wire.refused(
        "sendMessage", chat_id=7, text="x", reply_parameters={"message_id": 99}
    ) == (
        400,
        "Bad Request: message to be replied not found",
    )
