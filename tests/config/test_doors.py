"""The stream of events goes one way, every page of the desk another."""

import asyncio

from safeconduct.config.doors import STREAM, Parted


def went(path: str) -> list[str]:
    ways: list[str] = []

    def way(name: str):
        async def app(_scope, _receive, _send) -> None:
            ways.append(name)

        return app

    asyncio.run(Parted(pages=way("pages"), stream=way("stream"))({"path": path}, None, None))
    return ways


def test_only_the_stream_is_served_as_a_stream():
    assert went(STREAM) == ["stream"]
    assert [went(path) for path in ("/", "/queue/", "/stream", "/stream/more/")] == [["pages"]] * 4


def test_the_stream_lies_where_the_desk_asks_for_it(settings):
    from django.urls import reverse

    assert reverse("stream", urlconf="safeconduct.config.urls.desk") == STREAM
