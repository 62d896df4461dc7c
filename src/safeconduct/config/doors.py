"""What a web server serves: the public door, which works in threads, and the staff door."""

from typing import cast

from safeconduct.config.bodies import App, Gathered, Room
from safeconduct.config.parents import end_with_parent
from safeconduct.config.threads import Threaded, Wsgi

# So many forms with files are held at once in a worker, each for ten minutes; sealing one of
# 16 MiB takes 130 MB for a moment, one after the other.
FILES_AT_ONCE = 3
FILES_PATIENCE = 600.0


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
    )


def _front() -> App:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - one door a process

    application = get_wsgi_application()
    from safeconduct.front import pulse  # noqa: PLC0415 - needs Django set up

    pulse.start()
    return Threaded(cast("Wsgi", application))


def _desk() -> App:
    from django.core.asgi import get_asgi_application  # noqa: PLC0415 - one door a process

    return cast("App", get_asgi_application())
