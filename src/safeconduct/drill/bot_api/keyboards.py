"""Keyboards that a bot sends, checked as Telegram checks them."""

from dataclasses import dataclass, field

from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.refusals import BARE_BUTTON, bad

LONGEST_DATA = 64
ACTIONS = frozenset({"callback_data", "url", "copy_text", "switch_inline_query", "web_app"})

Row = list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """What a call says about keyboards: an inline one, one under the chat, or the end of that."""

    inline: list[Row] = field(default_factory=list)
    under: list[list[str]] = field(default_factory=list)
    once: bool = False
    removes: bool = False

    @property
    def markup(self) -> dict[str, object]:
        return {"reply_markup": {"inline_keyboard": self.inline}} if self.inline else {}

    @property
    def fixes(self) -> bool:
        """Whether a message that carries it can never be edited."""
        return bool(self.under) or self.removes


NONE = Keyboard()


def keyboard_of(arguments: Arguments) -> Keyboard:
    markup = arguments.structure("reply_markup", called="reply keyboard markup")
    if markup is None:
        return NONE
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = rows_of(markup["inline_keyboard"], "inline_keyboard")
        return Keyboard(inline=[checked for row in rows if (checked := [inline(b) for b in row])])
    if "keyboard" in markup:
        rows = rows_of(markup["keyboard"], "keyboard")
        under = [labels for row in rows if (labels := [label(button) for button in row])]
        return Keyboard(under=under, once=bool(markup.get("one_time_keyboard")))
    return Keyboard(removes=bool(markup.get("remove_keyboard") or markup.get("force_reply")))


def rows_of(rows: object, name: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{name}" of the ReplyMarkup must be an Array of Arrays')
    return rows


def label(button: object) -> str:
    words = button.get("text") if isinstance(button, dict) else button
    if not isinstance(words, str):
        raise bad('can\'t parse keyboard button: Field "text" must be of type String')
    return words


def inline(button: object) -> dict[str, object]:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    if not any(button.get(action) for action in ACTIONS):
        raise bad(BARE_BUTTON)
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= LONGEST_DATA:
        raise bad("BUTTON_DATA_INVALID")
    return button
