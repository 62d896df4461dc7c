"""A stranger at the SIP port: sends what scanners send, and hears what is answered."""

import random
import re
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

STATUS = re.compile(rb"SIP/2\.0 (\d{3})")
CODECS = {8: "PCMA/8000", 18: "G729/8000", 101: "telephone-event/8000"}
SPOKEN_HERE, SPOKEN_NOWHERE = (8, 101), (18, 101)
"""Payload types of an offer: A-law with keys, or a codec that nobody here speaks."""
FINAL, SILENCE = 200, 0
HEARS_SECONDS = 3.0


@dataclass(slots=True)
class Stranger:
    """One socket on this machine; `port` is where the switch listens, `who` it says it is."""

    port: int
    who: str = "scanner"
    wire: socket.socket = field(init=False)
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    def __post_init__(self) -> None:
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind(("127.0.0.1", 0))
        self.wire.settimeout(HEARS_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.close()

    def send(self, datagram: bytes) -> None:
        self.wire.sendto(datagram, ("127.0.0.1", self.port))

    def asks(self, method: str, user: str, *, more: str = "", offer: Sequence[int] = ()) -> int:
        """Send one request and return the status that ends it, SILENCE where none comes.

        A call that is answered is ended.
        """
        call = f"{self.chance.getrandbits(64):x}"
        self.send(self.request(method, user, call, more=more, offer=offer))
        status, to = self._final(call)
        if method == "INVITE":
            self.send(self.request("ACK", user, call, to=to))
            if status == FINAL:
                self.send(self.request("BYE", user, call, to=to, sequence=2))
                self._final(call)
        return status

    def request(
        self, method: str, user: str, call: str, *, to: str = "", more: str = "",
        offer: Sequence[int] = (), sequence: int = 1,
    ) -> bytes:  # fmt: skip
        host, mine = f"127.0.0.1:{self.port}", f"127.0.0.1:{self.wire.getsockname()[1]}"
        body = sdp(offer) if offer else ""
        branch = call if method != "BYE" else call + "b"
        lines = [
            f"{method} sip:{user}@{host} SIP/2.0",
            f"Via: SIP/2.0/UDP {mine};branch=z9hG4bK{branch}",
            f"From: <sip:{self.who}@{mine}>;tag={call}",
            f"To: {to or f'<sip:{user}@{host}>'}",
            f"Call-ID: {call}",
            f"CSeq: {sequence} {method}",
            f"Contact: <sip:{self.who}@{mine}>",
            "Max-Forwards: 70",
            *([more] if more else []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def _final(self, call: str) -> tuple[int, str]:
        while True:
            try:
                answer = self.wire.recv(65_535)
            except TimeoutError:
                return SILENCE, ""
            status = STATUS.match(answer)
            if status and call.encode() in answer and int(status[1]) >= FINAL:
                to = re.search(rb"(?im)^(?:To|t):\s*(.+?)\r?$", answer)
                return int(status[1]), to[1].decode() if to else ""


def sdp(payloads: Sequence[int]) -> str:
    lines = [
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
        f"m=audio 39998 RTP/AVP {' '.join(map(str, payloads))}",
        *(f"a=rtpmap:{one} {CODECS[one]}" for one in payloads),
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def broken(stranger: Stranger) -> Iterator[bytes]:
    """Yield what no telephone sends: noise, cut off, too long, and at odds with itself."""
    whole = stranger.request("INVITE", "100", "cut", offer=SPOKEN_HERE)
    for _ in range(50):
        yield stranger.chance.randbytes(stranger.chance.randint(1, 1400))
    yield from (whole[:at] for at in range(0, len(whole), 23))
    yield from (bytes((0,)) * 600, b"\r\n" * 400, b"INVITE" * 9000, b"SIP/2.0 200 OK\r\n\r\n")
    for wrong in (b"Content-Length: -1", b"Content-Length: 99999999", b"Content-Length: x"):
        yield re.sub(rb"Content-Length: \d+", wrong, whole)
    for name in (b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Max-Forwards"):
        yield re.sub(rb"(?m)^" + name + rb": .*\r\n", b"", whole)
        yield re.sub(rb"(?m)^" + name + rb": .*$", name + b": " + b"A" * 50_000, whole)
    yield whole.replace(b"m=audio 39998", b"m=audio 99999999")
    yield whole.replace(b"c=IN IP4 127.0.0.1", b"c=IN IP4 " + b"1" * 4000)
