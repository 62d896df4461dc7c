"""What a bot says of itself, by language and scope."""

import pytest

COMMANDS = [{"command": "stop", "description": "Стереть всё"}]


def test_commands_are_kept_by_language_and_scope(wire):
    assert wire.result("getMyCommands") == []
    wire.result("setMyCommands", commands=COMMANDS, language_code="ru")
    assert wire.result("getMyCommands", language_code="ru") == COMMANDS
    assert wire.result("getMyCommands") == []
    scope = {"type": "all_private_chats"}
    assert wire.result("getMyCommands", language_code="ru", scope=scope) == []
    wire.result("deleteMyCommands", language_code="ru")
    assert wire.result("getMyCommands", language_code="ru") == []


@pytest.mark.parametrize(
    ("command", "told", "words"),
    [
        ("Stop!", "x", "BOT_COMMAND_INVALID"),
        ("a" * 33, "x", "BOT_COMMAND_INVALID"),
        ("stop", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_commands_are_checked(wire, command, told, words):
    asked = [{"command": command, "description": told}]
    assert wire.refused("setMyCommands", commands=asked) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("method", "field", "longest"),
    [("MyDescription", "description", 512), ("MyShortDescription", "short_description", 120)],
)
def test_descriptions_are_kept_by_language(wire, method, field, longest):
    wire.result(f"set{method}", **{field: "usual"})
    wire.result(f"set{method}", **{field: "по-русски"}, language_code="ru")
    assert wire.result(f"get{method}", language_code="ru") == {field: "по-русски"}
    assert wire.result(f"get{method}", language_code="uk") == {field: "usual"}
    assert wire.refused(f"set{method}", **{field: "a" * (longest + 1)})[0] == 400


def test_a_name_is_seen_in_get_me(wire):
    wire.result("setMyName", name="Тихий берег")
    assert wire.result("getMe")["first_name"] == "Тихий берег"
    wire.result("setMyName", name="")
    assert wire.result("getMyName") == {"name": "shore"}
