"""The commands that a chat's menu offers, in each language that Telegram asks for."""

from collections.abc import Mapping

from safeconduct.telegram.speaker import Speaker

COMMANDS = ("start", "code", "language", "stop", "help")


def menu(speakers: Mapping[str, Speaker]) -> dict[str, dict[str, str]]:
    """Return command and words by language; "" is what every other language sees."""
    by_language = {tag: _words(speaker) for tag, speaker in speakers.items()}
    return {"": by_language.get("en", next(iter(by_language.values()))), **by_language}


def _words(speaker: Speaker) -> dict[str, str]:
    return {name: speaker.words(f"bot.command.{name}") for name in COMMANDS}
