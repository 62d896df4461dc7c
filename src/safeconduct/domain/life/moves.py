"""LIFE, DOMAIN section 3 as a table: which action a state knows, and where it leads."""

from collections.abc import Mapping

from safeconduct.domain.life.words import Action, State

ENDS = frozenset(
    {
        State.WITHDRAWN,
        State.LAPSED,
        State.REFERRED,
        State.ABUSE,
        State.ATTEMPT_FAILED,
        State.CAPTURED_OTHERWISE,
        State.FATE_UNKNOWN,
        State.ERASED,
        State.PURGED,
    }
)
# Nothing sealed is left of these: row and log stay (VAULT section 7).
EMPTIED = frozenset({State.RECEIVED, State.ERASED, State.PURGED})
BEFORE_ARRIVAL = (
    State.CONTACTED,
    State.REQUESTED,
    State.IN_REVIEW,
    State.PREREGISTERED,
    State.ACCEPTED,
    State.COORDINATING,
    State.AWAITING_ARRIVAL,
)

DESK = (
    Action.ADD,
    Action.SEEN,
    Action.READ,
    Action.REPLY,
    Action.NOTE,
    Action.SPEAK,
    Action.CALLED_BACK,
    Action.SETTLE,
    Action.ALLOW_NEW_CODE,
    Action.REPLACE_CODE,
    Action.TAKE,
    Action.RELEASE,
    Action.ASSIGN,
    Action.CONFIRM_SIGN,
    Action.DROP_SIGN,
    Action.AMEND,
    Action.HAND_ON,
    Action.TAKE_OVER,
    Action.HAND_BACK,
)
MEMBERS = (Action.CONSENT, Action.RETRACT_CONSENT)
UNITS = (Action.PLAN, Action.NAME_UNIT, Action.DROP_UNIT, Action.ACKNOWLEDGE)


def _stays(state: State, *actions: Action) -> dict[Action, State]:
    return dict.fromkeys(actions, state)


def _reception(state: State) -> dict[Action, State]:
    return {
        **_stays(state, Action.RECEIVE, Action.STRIKE_ARRIVAL),
        Action.WITNESS: State.RECEIVED,
    }


def _open(state: State, *actions: Action) -> dict[Action, State]:
    """What is possible in every state before arrival: the desk's work, and every way out.

    Whoever arrives is received, whatever the file says: nobody needs a plan to be protected.
    """
    return {
        **_stays(state, *DESK, Action.CALL_BACK, *actions),
        **_reception(state),
        Action.WITHDRAW: State.WITHDRAWN,
        Action.ERASE: State.ERASED,
        Action.REPORT_CAPTURE: State.CAPTURED_OTHERWISE,
    }


def _ended(state: State) -> dict[Action, State]:
    """What an end still knows: words are heard, units stood down, who arrives is received."""
    return {
        **_stays(state, *DESK, Action.STAND_DOWN),
        **_reception(state),
        Action.ERASE: State.ERASED,
        Action.PURGE: State.PURGED,
    }


EARLY_ENDS = {Action.REFER: State.REFERRED, Action.END_AS_ABUSE: State.ABUSE}
SILENCE = {Action.LAPSE: State.LAPSED}
REOPENED = {Action.REOPEN: State.REQUESTED}

LIFE: Mapping[State, Mapping[Action, State]] = {
    State.UNOPENED: {
        Action.CONTACT: State.CONTACTED,
        Action.REQUEST: State.REQUESTED,
    },
    State.CONTACTED: {
        **_open(State.CONTACTED),
        **EARLY_ENDS,
        **SILENCE,
        Action.REQUEST: State.REQUESTED,
    },
    State.REQUESTED: {
        **_open(State.REQUESTED, *MEMBERS, Action.STAND_DOWN),
        **EARLY_ENDS,
        **SILENCE,
        Action.REVIEW: State.IN_REVIEW,
        Action.PREREGISTER: State.PREREGISTERED,
    },
    State.IN_REVIEW: {
        **_open(State.IN_REVIEW, *MEMBERS, Action.STAND_DOWN, Action.ASSESS),
        **_stays(State.IN_REVIEW, Action.PROPOSE, Action.TAKE_BACK, Action.DECLINE),
        **EARLY_ENDS,
        **SILENCE,
        Action.PREREGISTER: State.PREREGISTERED,
        Action.CONFIRM: State.ACCEPTED,
    },
    State.PREREGISTERED: {
        **_open(State.PREREGISTERED, *MEMBERS, Action.STAND_DOWN, Action.RENEW),
        **EARLY_ENDS,
        **SILENCE,
        Action.REVIEW: State.IN_REVIEW,
    },
    State.ACCEPTED: {
        **_open(State.ACCEPTED, *MEMBERS, Action.STAND_DOWN, Action.PLAN),
        **SILENCE,
        Action.REVIEW: State.IN_REVIEW,
        Action.COORDINATE: State.COORDINATING,
        Action.POSTPONE: State.PREREGISTERED,
        Action.LOSE_TRACE: State.FATE_UNKNOWN,
    },
    State.COORDINATING: {
        **_open(State.COORDINATING, *MEMBERS, *UNITS),
        Action.REVIEW: State.IN_REVIEW,
        Action.AWAIT_ARRIVAL: State.AWAITING_ARRIVAL,
        Action.POSTPONE: State.PREREGISTERED,
        Action.LOSE_TRACE: State.FATE_UNKNOWN,
    },
    State.AWAITING_ARRIVAL: {
        **_open(State.AWAITING_ARRIVAL, *MEMBERS),
        Action.REPLAN: State.COORDINATING,
        Action.POSTPONE: State.PREREGISTERED,
        Action.REPORT_FAILURE: State.ATTEMPT_FAILED,
        Action.LOSE_TRACE: State.FATE_UNKNOWN,
    },
    State.RECEIVED: _stays(State.RECEIVED, Action.SEEN, Action.ERASE),
    State.WITHDRAWN: {**_ended(State.WITHDRAWN), **REOPENED},
    State.LAPSED: {**_ended(State.LAPSED), **REOPENED},
    State.REFERRED: {**_ended(State.REFERRED), **REOPENED},
    State.ABUSE: {**_ended(State.ABUSE), Action.CLEAR_OF_ABUSE: State.REQUESTED},
    State.ATTEMPT_FAILED: {
        **_ended(State.ATTEMPT_FAILED),
        **REOPENED,
        Action.REPORT_CAPTURE: State.CAPTURED_OTHERWISE,
        Action.LOSE_TRACE: State.FATE_UNKNOWN,
    },
    State.CAPTURED_OTHERWISE: _ended(State.CAPTURED_OTHERWISE),
    State.FATE_UNKNOWN: {
        **_ended(State.FATE_UNKNOWN),
        **REOPENED,
        Action.REPORT_CAPTURE: State.CAPTURED_OTHERWISE,
    },
    State.ERASED: _stays(State.ERASED, Action.STAND_DOWN),
    State.PURGED: _stays(State.PURGED, Action.STAND_DOWN),
}
