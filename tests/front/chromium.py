"""Debian's Chromium, quiet: it asks nobody for anything but the page under test."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

from playwright.sync_api import Browser, sync_playwright

QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--no-first-run",
)  # fmt: skip


@contextmanager
def chromium(*more: str, program: str = "chromium") -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=which(program), args=[*QUIET, *more])
        yield browser
        browser.close()
