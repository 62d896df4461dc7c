"""What Telegram answers instead of a result: its status and its exact words."""

from http import HTTPStatus

NAMES = {
    HTTPStatus.BAD_REQUEST: "Bad Request",
    HTTPStatus.UNAUTHORIZED: "Unauthorized",
    HTTPStatus.FORBIDDEN: "Forbidden",
    HTTPStatus.NOT_FOUND: "Not Found",
    HTTPStatus.CONFLICT: "Conflict",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Request Entity Too Large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal Server Error",
}


class Refused(Exception):
    """A call that Telegram does not carry out; `words` follow the name of the status."""

    def __init__(self, status: HTTPStatus, words: str = "", *, retry_after: int = 0) -> None:
        super().__init__(words)
        self.status, self.retry_after = status, retry_after
        name = NAMES.get(status, "")
        self.description = ": ".join(part for part in (name, words) if part)

    def body(self) -> dict[str, object]:
        body: dict[str, object] = {
            "ok": False,
            "error_code": int(self.status),
            "description": self.description,
        }
        if self.retry_after:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class Broken(Exception):
    """The connection ends without an answer."""


def bad(words: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, words)


def too_many(retry_after: int) -> Refused:
    words = f"Too Many Requests: retry after {retry_after}"
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, words, retry_after=retry_after)


def conflict(words: str) -> Refused:
    return Refused(HTTPStatus.CONFLICT, words)


def logged_out() -> Refused:
    refused = bad("")
    refused.description = "Logged out"
    return refused


def unauthorized() -> Refused:
    return Refused(HTTPStatus.UNAUTHORIZED)


def blocked() -> Refused:
    return Refused(HTTPStatus.FORBIDDEN, "bot was blocked by the user")


POLLED_TWICE = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
ENDED_BY_WEBHOOK = "terminated by setWebhook request"
BESIDE_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD_TO_DELETE = "message can't be deleted for everyone"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
BARE_BUTTON = (
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)
