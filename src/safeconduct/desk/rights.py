"""Which right opens which address of the desk; what is not named here opens for nobody."""

from collections.abc import Mapping

from safeconduct.domain.role import Right

# For whoever comes: signing in and out, and the language of the door.
OPEN = frozenset({"account_login", "mfa_authenticate", "account_logout", "language"})

# Asked for by the page itself, not by a person: no sign that anybody is there.
NO_ACTIVITY = frozenset({"rows"})

RIGHT_OF: Mapping[str, Right] = {
    "start": Right.SEE_RULES,
    "here": Right.SEE_RULES,
    "lock": Right.SEE_RULES,
    "rules": Right.SEE_RULES,
    "queue": Right.SEE_QUEUE,
    "mine": Right.SEE_QUEUE,
    "recent": Right.SEE_QUEUE,
    "rows": Right.SEE_QUEUE,
    "find": Right.SEE_QUEUE,
    # What may be done on a case is decided by its life, for each case anew.
    "case": Right.READ_CASE,
    "reply": Right.READ_CASE,
    "note": Right.READ_CASE,
    "act": Right.READ_CASE,
}
