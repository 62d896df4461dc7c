"""Writing the plan of a handover: one part, one transaction, one event with its digest."""

from datetime import datetime

from safeconduct.cases import models
from safeconduct.cases.access import locked
from safeconduct.cases.actions import decided, refuse_changed
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.plans import begin_plan, plan_key, write_part
from safeconduct.cases.writer import writing
from safeconduct.domain.handover import shaped
from safeconduct.domain.life import Action, Case, Details, PlanPart
from safeconduct.people.readers import Reader
from safeconduct.programme.signing import reply_key


def plan_part(
    reference: str,
    part: PlanPart,
    words: str,
    *,
    reader: Reader,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Seal a part of the plan to the teams that read plans; the newest counts.

    Raises what `act` raises, Misshapen, NoPlanKey and NoReplyKey.
    """
    kept = shaped(part, words, at)
    with writing():
        case = locked(reference, reader)
        refuse_changed(case, seen)
        life = life_of(case)
        event = decided(life, Action.PLAN, reader, at, details=Details(part=part))
        content = write_part(
            case,
            part,
            kept,
            seq=life.seq + 1,
            plan_key=_key(case, life, reader),
            key=reply_key(reader),
        )
        record(case, life, [Happened(event=event, content=content)])


def _key(case: models.Case, life: Case, reader: Reader) -> bytes:
    return plan_key(case, reader) if life.plan else begin_plan(case)
