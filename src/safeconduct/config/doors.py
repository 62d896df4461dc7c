"""What a web server serves: the public door by WSGI, the staff door by ASGI."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.handlers.asgi import ASGIHandler
    from django.core.handlers.wsgi import WSGIHandler


def __getattr__(name: str) -> "WSGIHandler | ASGIHandler":
    """Make only the door that is asked for: the settings module says which one this process is."""
    if name == "front":
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - one door a process

        return get_wsgi_application()
    if name == "desk":
        from django.core.asgi import get_asgi_application  # noqa: PLC0415 - one door a process

        return get_asgi_application()
    raise AttributeError(name)
