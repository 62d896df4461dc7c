"""Which right opens which address of the desk; what is not named here opens for nobody."""

from collections.abc import Mapping

from safeconduct.domain.role import Right

# For whoever comes: signing in and out, and the language of the door.
OPEN = frozenset({"account_login", "mfa_authenticate", "account_logout", "language", "join"})

# For whoever has signed in, also before a role is confirmed.
INSIDE = frozenset({"start", "here", "lock", "you", "speak", "end_others"})

# Asked for by the page itself, not by a person: no sign that anybody is there.
NO_ACTIVITY = frozenset({"rows", "stream", "doors", "on", "others", "calls_now"})

# Only forms and the page itself send here; there is nothing to look at.
SENT_TO = frozenset({
    "language", "here", "lock", "speak", "end_others", "reply", "note", "act", "plan", "new_code",
    "call_back", "draft", "sign", "take_recording", "approve_recording", "refuse_recording",
    "invite", "rotate", "propose", "confirm", "refuse", "remove", "verify_log", "press_panic",
    "reopen_doors", "on", "go_on_duty", "sit_down", "sit_again", "be_ready", "be_away",
    "go_off_duty", "keep_brief", "pass_test", "wish", "listen", "wrap_up",
})  # fmt: skip

# The only pages on which a browser lets our script ask for the microphone.
HEARS = frozenset({"recording", "calls"})

RIGHT_OF: Mapping[str, Right] = {
    "rules": Right.SEE_RULES,
    "stream": Right.SEE_RULES,
    "doors": Right.SEE_RULES,
    "log": Right.SEE_LOG,
    "verify_log": Right.SEE_LOG,
    "programme": Right.SEE_PROGRAMME,
    # Which half somebody signs is for the action to say.
    "draft": Right.PUBLISH,
    "sign": Right.PUBLISH,
    "recordings": Right.RECORD,
    "recording": Right.RECORD,
    "recording_sound": Right.RECORD,
    "take_recording": Right.RECORD,
    "approve_recording": Right.APPROVE_RECORDING,
    "refuse_recording": Right.APPROVE_RECORDING,
    "panic": Right.PRESS_PANIC,
    "press_panic": Right.PRESS_PANIC,
    # Fewer people open again than may press: the action says who.
    "reopen_doors": Right.PRESS_PANIC,
    "destroyed": Right.SEE_LOG,
    "queue": Right.SEE_QUEUE,
    "mine": Right.SEE_QUEUE,
    "recent": Right.SEE_QUEUE,
    "rows": Right.SEE_QUEUE,
    "find": Right.SEE_QUEUE,
    # What may be done on a case is decided by its life, for each case anew.
    "case": Right.READ_CASE,
    "on": Right.READ_CASE,
    "others": Right.READ_CASE,
    "reply": Right.READ_CASE,
    "note": Right.READ_CASE,
    "file": Right.READ_CASE,
    "file_bytes": Right.READ_CASE,
    "doubted": Right.READ_CASE,
    "doubted_bytes": Right.READ_CASE,
    "act": Right.READ_CASE,
    "calls": Right.ANSWER_CALLS,
    "calls_now": Right.ANSWER_CALLS,
    "go_on_duty": Right.ANSWER_CALLS,
    "sit_down": Right.ANSWER_CALLS,
    "sit_again": Right.ANSWER_CALLS,
    "be_ready": Right.ANSWER_CALLS,
    "be_away": Right.ANSWER_CALLS,
    "go_off_duty": Right.ANSWER_CALLS,
    "pass_test": Right.ANSWER_CALLS,
    # Whose call it is, and in which part of it, is for the seat to say.
    "wish": Right.ANSWER_CALLS,
    "wrap_up": Right.ANSWER_CALLS,
    "call_back": Right.ANSWER_CALLS,
    "listen": Right.LISTEN_TO_CALLS,
    "keep_brief": Right.KEEP_CALLS_BRIEF,
    "people": Right.SEE_PEOPLE,
    "person": Right.SEE_PEOPLE,
    "remove": Right.SEE_PEOPLE,
    "invite": Right.PROPOSE_MEMBER,
    "propose": Right.PROPOSE_MEMBER,
    "confirm": Right.CONFIRM_MEMBER,
    "refuse": Right.CONFIRM_MEMBER,
    "rotate": Right.CONFIRM_MEMBER,
    "plan": Right.READ_CASE,
    "new_code": Right.READ_CASE,
}
