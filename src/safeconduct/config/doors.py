"""What a web server serves: the public door, and the staff door; both work in threads.

Django's own asynchronous handler gives each request a new thread, with new connections to the
databases: a quarter of what a page of the desk costs, and they are not all closed. Only the stream
of events needs it.
"""

from dataclasses import dataclass
from typing import cast

from safeconduct.config.bodies import App, Gathered, Message, Receive, Room, Send
from safeconduct.config.parents import end_with_parent
from safeconduct.config.threads import Threaded, Wsgi

# So many forms with files are held at once in a worker, each for ten minutes; sealing one of
# 16 MiB takes 130 MB for a moment, one after the other.
FILES_AT_ONCE = 3
FILES_PATIENCE = 600.0
# Slower than a poor mobile network: such a one keeps its place only while nobody else asks for it.
FILES_LEAST_PACE = 8 * 1024.0
FILES_GRACE = 15.0
STREAM = "/stream/"


def __getattr__(name: str) -> App:
    """Make only the door that is asked for: the settings module says which one this process is."""
    from django.conf import settings  # noqa: PLC0415 - one door a process

    # A worker that outlived its server would hold the port against the next one.
    end_with_parent()
    made = {"front": _front, "desk": _desk}.get(name)
    if made is None:
        raise AttributeError(name)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return Gathered(made(), most=most, room=_room())


def _room() -> Room:
    from django.conf import settings  # noqa: PLC0415 - one door a process

    return Room(
        most=settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
        free=FILES_AT_ONCE,
        patience=FILES_PATIENCE,
        least=FILES_LEAST_PACE,
        grace=FILES_GRACE,
    )


def _front() -> App:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - one door a process

    application = get_wsgi_application()
    from safeconduct.front import pulse  # noqa: PLC0415 - needs Django set up

    pulse.start()
    return Threaded(cast("Wsgi", application))


def _desk() -> App:
    from django.core.asgi import get_asgi_application  # noqa: PLC0415 - one door a process
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - one door a process

    pages = Threaded(cast("Wsgi", get_wsgi_application()), with_addresses=True)
    return Parted(pages=pages, stream=cast("App", get_asgi_application()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The stream of events lives as long as a page is open; everything else is soon answered."""

    pages: App
    stream: App

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        app = self.stream if scope.get("path") == STREAM else self.pages
        await app(scope, receive, send)
