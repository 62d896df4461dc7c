"""Which teams can open a case: handing on seals its key to a team.

What a team may read no more is taken away with the event that says so (`erasing.py`).
"""

from safeconduct.cases import models
from safeconduct.cases.opening import CaseKey, case_key
from safeconduct.domain.life import Case
from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_bundle
from safeconduct.vault.wraps import wrap


def wrap_to_new_readers(case: models.Case, life: Case, reader: Reader) -> None:
    """Seal the key of a case to the teams that its life says may read it and that have none."""
    gained = life.readers - {Team(one.team) for one in case.wraps.all()}
    if gained:
        key = case_key(case, reader)
        models.CaseWrap.objects.bulk_create(_wrapped(case, key, team) for team in sorted(gained))


def _wrapped(case: models.Case, key: CaseKey, team: Team) -> models.CaseWrap:
    made = wrap(key.seed, key.public, current_bundle().team(team))
    return models.CaseWrap(case=case, team=made.team, version=made.version, sealed_seed=made.sealed)
