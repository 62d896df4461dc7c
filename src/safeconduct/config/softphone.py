"""Where operators' browsers reach the switch, and where their bundled phone lies.

On one machine a browser speaks to Asterisk's own websocket; elsewhere to the proxy, which leads one
path of the desk's name there and never the rest of what Asterisk answers (docs/operations.md).
"""

from pathlib import Path
from urllib.parse import SplitResult, urlsplit

BUILT = Path(__file__).resolve().parents[3] / ".softphone"
BUNDLE = BUILT / "softphone" / "softphone.js"
PATH_BEHIND_THE_PROXY = "/line"
SOCKET_OF_THE_SWITCH = "/ws"


def folders() -> list[Path]:
    """Return the folder that `make phone` filled for the desk; none where it has not."""
    return [BUILT] if (BUILT / "ready").exists() else []


def socket(desk: SplitResult, switch: str) -> str:
    """Return the websocket that a page of the desk may open; `switch` is where ARI answers."""
    if desk.scheme == "https":
        return f"wss://{desk.netloc}{PATH_BEHIND_THE_PROXY}"
    return socket_here(switch)


def socket_here(switch: str) -> str:
    """Return the switch's own websocket, for a browser on its machine."""
    return f"ws://{urlsplit(switch).netloc}{SOCKET_OF_THE_SWITCH}"
