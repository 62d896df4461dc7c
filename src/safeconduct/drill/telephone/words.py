"""What a telephone says to a switch: SIP (RFC 3261), as much of it as one call takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

RINGS_UNTIL = 200
"""Answers below this say that the call goes on."""


class Status(IntEnum):
    OK = 200


class Garbled(ValueError):
    """What came is no SIP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request (`method`) or an answer (`status`); headers by their lower-case names."""

    method: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(repr=False)
    body: str = field(default="", repr=False)

    @property
    def about(self) -> str:
        """Return the method that this is about, a request or an answer to one."""
        return self.headers.get("cseq", "").rpartition(" ")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One call: who calls whom, and the marks by which both sides know it."""

    number: str = field(repr=False)
    dialled: str
    here: tuple[str, int]
    there: tuple[str, int]
    sound_port: int
    call: str
    tag: str
    branch: str

    def invite(self) -> bytes:
        """Ask for a call, with A-law and keys as events."""
        host = self.here[0]
        body = "\r\n".join(
            (
                "v=0", f"o=- 1 1 IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0",
                f"m=audio {self.sound_port} RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "",
            )
        )  # fmt: skip
        return self._request("INVITE", 1, self.branch, body=body)

    def acknowledge(self, answer: Message) -> bytes:
        """Say that an answer came; to a refusal within the same exchange, as RFC 3261 wants."""
        branch = f"{self.branch}a" if answer.status == Status.OK else self.branch
        return self._request("ACK", 1, branch, to=answer.headers.get("to", ""))

    def hang_up(self, answer: Message) -> bytes:
        return self._request("BYE", 2, f"{self.branch}b", to=answer.headers.get("to", ""))

    def cancel(self) -> bytes:
        return self._request("CANCEL", 1, self.branch)

    def _request(
        self, method: str, count: int, branch: str, *, to: str = "", body: str = ""
    ) -> bytes:
        (host, port), (their_host, their_port) = self.here, self.there
        target = f"sip:{self.dialled}@{their_host}:{their_port}"
        lines = [
            f"{method} {target} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{branch};rport",
            f"From: <sip:{self.number}@{host}:{port}>;tag={self.tag}",
            f"To: {to or f'<{target}>'}",
            f"Call-ID: {self.call}",
            f"CSeq: {count} {method}",
            f"Contact: <sip:{self.number}@{host}:{port}>",
            "Max-Forwards: 70",
            *(("Content-Type: application/sdp",) if body else ()),
            f"Content-Length: {len(body.encode())}",
        ]
        return "\r\n".join((*lines, "", body)).encode()


def ok(request: Message) -> bytes:
    """Agree to a request of the other side."""
    copied = ("via", "from", "to", "call-id", "cseq")
    lines = [f"{name.title()}: {request.headers.get(name, '')}" for name in copied]
    return "\r\n".join(("SIP/2.0 200 OK", *lines, "Content-Length: 0", "", "")).encode()


def read(datagram: bytes) -> Message:
    """Read what came; raises Garbled."""
    head, _, body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    answer = re.match(r"SIP/2\.0 ([1-6]\d\d)( |$)", first)
    if answer:
        return Message(status=int(answer[1]), headers=headers, body=body)
    request = re.match(r"([A-Z]+) \S+ SIP/2\.0$", first)
    if request:
        return Message(method=request[1], headers=headers, body=body)
    raise Garbled


def sound_of(body: str) -> tuple[str, int] | None:
    """Return where the other side wants our sound; None where it takes none."""
    host = re.search(r"^c=IN IP4 (\S+)", body, re.MULTILINE)
    port = re.search(r"^m=audio (\d+) ", body, re.MULTILINE)
    return (host[1], int(port[1])) if host and port and int(port[1]) else None
