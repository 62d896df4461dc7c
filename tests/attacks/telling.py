"""An app that says how many bytes of headers reached it, behind the server as our doors have it."""


async def app(scope, _receive, send) -> None:
    if scope["type"] != "http":
        return
    came = b"%d" % sum(len(value) for _, value in scope["headers"])
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": came})
