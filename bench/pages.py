"""Bytes and round trips of the public site, as a phone's browser pays for them."""

import gzip
import re
from urllib.parse import urljoin

from bench.wire import Wire
from safeconduct.drill.pages import Page
from safeconduct.drill.personas import PERSONAS
from safeconduct.drill.site_person import code_of, filled, main_form

SUBRESOURCE = re.compile(rb"(?i)<(?:script|img|link|iframe)[^>]+(?:src|href)=[\"'](?!data:)")


def plain(body: bytes) -> str:
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


async def home_bytes(port: int, language: str) -> tuple[int, int]:
    """Return all bytes of a home page with its headers, and how many requests it needs."""
    _, body, size = await Wire(port).get(f"/{language}/")
    return size, 1 + len(SUBRESOURCE.findall(plain(body).encode()))


async def journey(port: int) -> tuple[int, int]:
    """Return bytes and round trips from the home page on to the code in hand."""
    persona = next(one for one in PERSONAS if one.name == "self")
    wire, path = Wire(port), "/ru/write/"
    _, body, size = await wire.get(path)
    trips = 1
    while trips < 20:
        page = Page(plain(body))
        if code_of(page):
            return size, trips
        form = main_form(page)
        if form is None:
            break
        path = urljoin(path, form.action or path)
        _, body, more = await wire.post(path, filled(form, persona, "drill-000000000000"))
        size, trips = size + more, trips + 1
    raise RuntimeError("the form has no end")
