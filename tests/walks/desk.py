"""The whole product with the cast at the desk: browsers that are signed in, people who ask."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from safeconduct.config.cast import code
from tests.product import Product

PERIOD = 30


@dataclass(slots=True, kw_only=True)
class Desk:
    """A running product and a browser; each member signs in once and stays so."""

    product: Product
    browser: Browser
    inside: dict[str, StorageState] = field(default_factory=dict)

    @contextmanager
    def place_of(self, call_sign: str, **options: object) -> Iterator[Page]:
        """A browser window in which this member has signed in."""
        if call_sign not in self.inside:
            self.inside[call_sign] = self._sign_in(call_sign)
        context = self.browser.new_context(
            storage_state=self.inside[call_sign],
            base_url=self.product.desk,
            **{"viewport": {"width": 1280, "height": 800}, **options},
        )
        yield context.new_page()
        context.close()

    def _sign_in(self, call_sign: str) -> StorageState:
        context = self.browser.new_context(base_url=self.product.desk)
        sign_in(context, self.card(call_sign))
        state = context.storage_state()
        context.close()
        return state

    def card(self, call_sign: str) -> dict[str, object]:
        return next(one for one in self.product.cast() if one["call_sign"] == call_sign)

    def somebody_asks(self, words: str, **answers: str) -> str:
        """Ask on the public site as a person does; return the code's digits."""
        said = {"who": "self", "when": "days", **answers}
        context = self.browser.new_context(base_url=self.product.site, java_script_enabled=False)
        tab = context.new_page()
        tab.goto("/ru/write/")
        tab.check("[name=safe][value=yes]")
        tab.check(f"[name=who][value={said.pop('who')}]")
        tab.click("main button")
        for name, value in said.items():
            tab.check(f"[name={name}][value='{value}']")
        tab.fill("#message", words)
        tab.click("main button >> nth=0")
        digits = tab.inner_text("[data-digits]")
        context.close()
        return digits

    def what_waits(self, digits: str) -> str:
        """Come back with the code; return the words of that page."""
        context = self.browser.new_context(base_url=self.product.site, java_script_enabled=False)
        tab = context.new_page()
        tab.goto("/ru/code/")
        tab.fill("[name=code]", digits)
        tab.click("main button >> nth=0")
        words = tab.inner_text("main")
        context.close()
        return words


def sign_in(context: BrowserContext, card: dict[str, object]) -> None:
    tab = context.new_page()
    tab.goto("/")
    tab.fill("#id_login", str(card["call_sign"]))
    tab.fill("#id_password", str(card["phrase"]))
    tab.click("button.go")
    tab.fill("#id_code", code(str(card["totp_secret"]), time.time()))
    tab.click("form.card button.go")
    tab.wait_for_url("**/queue/")
