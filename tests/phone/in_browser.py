"""An operator in a real browser: their Calls page, and what sound their call carries."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.conftest import leave_out
from tests.walks.desk import Desk

# A microphone that beeps, used without asking, and sound without a hand on the page.
HEARS = (
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
# Keeps each connection of the page where a test can ask it for its numbers.
KEPT = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...facts) { super(...facts); window.connections.push(this); }
};
"""
STATS = """async () => {
  const told = { went: 0, came: 0, energy: 0, dtls: "", cipher: "" };
  const stats = await window.connections.at(-1).getStats();
  stats.forEach((one) => {
    if (one.type === "outbound-rtp") told.went = one.packetsSent;
    if (one.type === "inbound-rtp") told.came = one.packetsReceived;
    if (one.type === "inbound-rtp") told.energy = one.totalAudioEnergy;
    if (one.type === "transport") { told.dtls = one.dtlsState; told.cipher = one.srtpCipher || ""; }
  });
  return told;
}"""
WAY = """async () => {
  const stats = await window.connections.at(-1).getStats();
  const chosen = [...stats.values()].find((one) => one.type === "transport");
  const near = stats.get(stats.get(chosen.selectedCandidatePairId).localCandidateId);
  return [near.candidateType, near.relayProtocol || near.protocol];
}"""
NEAR, FAR, LENGTH = "198.51.100.1", "198.51.100.2", 30
SOON = 20_000


@dataclass(slots=True, kw_only=True)
class InBrowser:
    """One operator at their Calls page."""

    page: Page

    def passes_the_test(self) -> None:
        self.page.click("#do-record")
        expect(self.page.locator("[data-says=heard]")).to_be_visible(timeout=SOON)
        self.page.click("#do-echo")
        expect(self.page.locator("#do-passed")).to_be_visible(timeout=SOON)
        self.page.click("#do-passed")
        expect(self.page.locator("#do-duty")).to_be_visible()

    def goes_on_duty(self, *languages: str) -> None:
        for tag in ("ru", "uk", "en"):
            self.page.set_checked(f"#language-{tag}", tag in languages)
        self.page.click("#do-duty")
        self.is_reached()
        expect(self.page.locator("#do-away")).to_be_visible()

    def is_reached(self) -> None:
        expect(self.page.locator("[data-calls]")).to_have_attribute(
            "data-reach", "ready", timeout=SOON
        )

    def accepts(self) -> None:
        expect(self.page.locator("#do-accept")).to_be_visible(timeout=2 * SOON)
        self.page.keyboard.press("t")
        self.page.wait_for_selector("[data-calls][data-sound=talking]")

    def reads(self, title: str) -> None:
        expect(self.page.locator(".card h2")).to_have_text(title, timeout=SOON)

    def sound(self, *, seconds: float) -> dict[str, float]:
        """Return what more went and came within some seconds."""
        before = self.page.evaluate(STATS)
        self.page.wait_for_timeout(1000 * seconds)
        after = self.page.evaluate(STATS)
        return {name: after[name] - before[name] for name in ("went", "came", "energy")}

    def way(self) -> tuple[str, str]:
        """Return by what kind of way sound goes from here, and over what."""
        kind, over = self.page.evaluate(WAY)
        return kind, over

    def is_secured(self) -> bool:
        told = self.page.evaluate(STATS)
        return bool(told["dtls"] == "connected" and told["cipher"])


@contextmanager
def operator(desk: Desk, call_sign: str, **options: object) -> Iterator[InBrowser]:
    """Open the Calls page of a member."""
    with desk.place_of(call_sign, **options) as page:
        page.add_init_script(KEPT)
        page.goto("/calls/")
        yield InBrowser(page=page)


@contextmanager
def a_path_for_sound() -> Iterator[None]:
    """Give the machine an address beside loopback, where it has none: ICE takes no loopback.

    A pair of virtual cables has one, for as long as the test runs; that needs root and `ip`.
    """
    if own_address():
        yield
        return
    name = f"sc{int(time.time()) % 10_000}"
    if not laid(name):
        leave_out("this machine has no address but loopback, and no cable can be laid here")
    yield
    ip("link", "del", f"{name}a")


def own_address() -> str:
    """Return where this machine is heard beside loopback; "" where nowhere."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((FAR, 9))
        except OSError:
            return ""
        found = str(asked.getsockname()[0])
        return "" if found.startswith("127.") else found


def laid(name: str) -> bool:
    near, far = f"{name}a", f"{name}b"
    return (
        ip("link", "add", near, "type", "veth", "peer", "name", far)
        and ip("addr", "add", f"{NEAR}/{LENGTH}", "dev", near)
        and ip("link", "set", near, "up")
        and ip("link", "set", far, "up")
    )


def ip(*words: str) -> bool:
    program = shutil.which("ip")
    if program is None:
        return False
    return subprocess.run([program, *words], capture_output=True, check=False).returncode == 0
