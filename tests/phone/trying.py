"""Somebody who tries the line from the page that calls it, in a real browser."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from safeconduct.programme.texts import Text
from tests.phone.conftest import Line
from tests.phone.in_browser import KEPT, SOON

GROUPS = 5
WRITTEN_DOWN = "1"

# What somebody may try who knows the account that a page was told.
WITH_THE_ACCOUNT = """async (dialled) => {
  const page = document.body;
  const { UA, WebSocketInterface } = await import(page.dataset.bundle);
  const socket = new WebSocket(`ws://${location.host}/line`);
  const account = await new Promise((done) => {
    socket.addEventListener("message", ({ data }) => done(JSON.parse(data)), { once: true });
  });
  const wire = new WebSocketInterface(page.dataset.socket);
  wire.via_transport = "ws";
  const host = new URL(page.dataset.socket).hostname;
  const agent = new UA({
    sockets: [wire], uri: `sip:${account.name}@${host}`, password: account.password,
    register: false, session_timers: false,
  });
  const reached = new Promise((done) => { agent.on("connected", done); });
  agent.start();
  await reached;
  const registering = () => new Promise((done) => {
    agent.on("registered", () => done("registered"));
    agent.on("registrationFailed", () => done("refused"));
    agent.register();
  });
  const calling = (number) => new Promise((done) => {
    const stream = new AudioContext().createMediaStreamDestination().stream;
    const told = (what) => () => done(what);
    agent.call(`sip:${number}@${host}`, {
      mediaStream: stream, pcConfig: { iceServers: [] },
      eventHandlers: { confirmed: told("answered"), failed: told("refused") },
    });
  });
  const came = [];
  for (const number of dialled) came.push(number ? await calling(number) : await registering());
  const states = [...Object.values(agent._sessions)].filter((one) => one.isEstablished()).length;
  window.tried = { agent, socket };
  return { name: account.name, came, states };
}"""


@dataclass(slots=True, kw_only=True)
class Trying:
    """One page that tries the line."""

    page: Page

    @property
    def state(self) -> str:
        return self.page.get_attribute("body", "data-state") or ""

    def calls(self) -> None:
        self.page.click("[data-do=call]")
        self.stands("talking")

    def stands(self, state: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-state", state, timeout=SOON)

    def reads(self, words: str, *, times: int = 1) -> None:
        row = self.page.locator(".talk .line", has_text=words).nth(times - 1)
        expect(row).to_be_visible(timeout=2 * SOON)

    def answers(self, words: str, *keys: str) -> None:
        """Wait until the line says something, and press keys on the keyboard."""
        self.reads(words)
        # A key at the very beginning of a prompt was meant for the one before.
        self.page.wait_for_timeout(500)
        for key in keys:
            self.page.keyboard.press(key)

    def writes_down(self, group: Text, confirm: Text) -> str:
        """Read the code as the page shows it, group by group; each is confirmed by a click."""
        code = ""
        for place in range(1, GROUPS + 1):
            self.reads(confirm.words, times=place)
            begins = group.fill(place=place)
            row = self.page.locator(".talk .line", has_text=begins).last.inner_text()
            code += "".join(re.findall(r"[0-9]", row.removeprefix(begins)))
            self.page.wait_for_timeout(500)
            self.page.click(f"[data-key='{WRITTEN_DOWN}']")
        return code

    def hangs_up(self) -> None:
        self.page.click("[data-do=end]")
        self.stands("left")

    def with_its_account(self, *dialled: str) -> dict[str, object]:
        """Draw an account, and try to call or (for nothing) to register with it."""
        return dict(self.page.evaluate(WITH_THE_ACCOUNT, list(dialled)))


@contextmanager
def trying(
    browser: Browser, line: Line, language: str = "en", **options: object
) -> Iterator[Trying]:
    """Open the page in a browser of its own."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.add_init_script(KEPT)
    page.goto(f"{line.try_line}/{language}/")
    try:
        yield Trying(page=page)
    finally:
        # An account that a page held would count in the next test.
        context.close()


def guests(line: Line) -> Sequence[str]:
    """Return the accounts for trying the line that the switch holds."""
    names = [str(one["resource"]) for one in line.switch("endpoints/PJSIP") or []]
    return [name for name in names if name.startswith("guest-")]
