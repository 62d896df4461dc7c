"""Showing what was drawn: once, to whom it belongs, and then it is nowhere but with them."""

import base64
import io
import sys
from collections.abc import Iterator

import segno
from rich.console import Console
from rich.prompt import Prompt

from safeconduct.people.enrolment import Card
from safeconduct.programme.founding import Founding
from safeconduct.programme.home import Home

FORGET_SCROLLED = "\x1b[3J"


def show_made(founding: Founding, home: Home) -> None:
    """Say what is made, and who knows its secrets."""
    deployment = founding.deployment
    print(f"The {deployment.purpose.value} programme {deployment.name('en')!r} is in {home.root}.")
    if deployment.live:
        print("What was shown is kept nowhere here.")
    else:
        print("`safeconduct cast` shows its staff, their phrases and their codes.")


def show_once(founding: Founding, *, root_written: bool) -> None:
    """Show each person's and each custodian's secret, page by page on a terminal."""
    console = Console()
    pages = list(_pages(founding, root_written=root_written))
    for page in pages:
        if console.is_terminal and sys.stdin.isatty():
            _show_alone(console, page)
        else:
            print(page, end="\n\n")


def _show_alone(console: Console, page: str) -> None:
    clear(console)
    print(page)
    Prompt.ask("\nWritten down? Enter clears the screen", default="", show_default=False)
    clear(console)


def clear(console: Console) -> None:
    """Clear the screen and what could be scrolled back to."""
    console.clear()
    print(FORGET_SCROLLED, end="", flush=True)


def _pages(founding: Founding, *, root_written: bool) -> Iterator[str]:
    if not root_written:
        yield f"THE ROOT KEY, offline from now on:\n\n  {root_text(founding.root_seed)}"
    for number, share in enumerate(founding.recovery_shares, 1):
        count = len(founding.recovery_shares)
        yield f"RECOVERY, share {number} of {count}, for one custodian alone:\n\n{_columns(share)}"
    for card in founding.cards:
        yield _card(card, founding.deployment.name("en"))


def _card(card: Card, issuer: str) -> str:
    return (
        f"{card.call_sign.upper()}\n\n  phrase         {card.phrase}\n"
        f"  second factor  {card.totp_secret}\n\n{_picture(card.totp_url(issuer))}"
    )


def _picture(url: str) -> str:
    out = io.StringIO()
    segno.make(url, error="l").terminal(out, compact=True)
    return out.getvalue()


def _columns(share: str) -> str:
    words = [f"{number:>2} {word:<10}" for number, word in enumerate(share.split(), 1)]
    rows = [words[start : start + 4] for start in range(0, len(words), 4)]
    return "\n".join("  " + "  ".join(row) for row in rows)


def root_text(seed: bytes) -> str:
    """Return the root key in groups that can be typed again."""
    text = base64.b32encode(seed).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
