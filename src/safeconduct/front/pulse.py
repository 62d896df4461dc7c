"""The door's pulse: a thread that looks each second whether writing is closed, and tells counts."""

import logging
import threading

from safeconduct.front import closing
from safeconduct.front.door import door

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
BEATS_A_FLUSH = 60


def start() -> threading.Thread:
    """Look once before the first request, then beat beside all of them."""
    closing.look()
    pulse = threading.Thread(target=_beat, name="pulse", daemon=True)
    pulse.start()
    return pulse


def _beat() -> None:
    pause, beats = threading.Event(), 0
    while not pause.wait(LOOK_SECONDS):
        beats += 1
        try:
            closing.look()
            if beats % BEATS_A_FLUSH == 0:
                door().counts.flush()
        except Exception:
            logger.exception("a beat of the door broke; the next one comes")
