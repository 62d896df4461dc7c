"""A telephone that sends back what it hears, once its keys are pressed.

SIPp can do so itself, but from the first packet on: what the switch said then comes back between
the packets of a key, as a stream of its own, and a switch that is busy takes that key for two, or
for none.
"""

import socket
import subprocess
import threading
import time
from contextlib import closing, suppress

LOOKS_SECONDS, MOST_BYTES = 0.5, 2_048


def echo(
    phone: "subprocess.Popen[str] | subprocess.Popen[bytes]", here: str, port: int, *, after: float
) -> None:
    """Send back all that comes to a port of this address, until the phone's process is over.

    `after`: so many seconds from the first sound on nothing is sent back.
    """
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind((here, port))
    ear.settimeout(LOOKS_SECONDS)
    threading.Thread(target=_echo, args=(phone, ear, after), daemon=True).start()


def _echo(
    phone: "subprocess.Popen[str] | subprocess.Popen[bytes]", ear: socket.socket, after: float
) -> None:
    begins = float("inf")
    with closing(ear):
        while phone.poll() is None:
            with suppress(TimeoutError):
                sound, speaker = ear.recvfrom(MOST_BYTES)
                begins = min(begins, time.monotonic() + after)
                if time.monotonic() > begins:
                    ear.sendto(sound, speaker)
