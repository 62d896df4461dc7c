"""Which teams can open a case: handing on seals its key to a team, acceptance takes one away."""

from safeconduct.cases import models
from safeconduct.cases.opening import CaseKey, case_key
from safeconduct.domain.life import Case
from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_bundle
from safeconduct.vault.wraps import wrap


def fit_wraps(case: models.Case, life: Case, reader: Reader) -> None:
    """Make the wraps of a case those of the teams that its life says may read it."""
    held = {Team(one.team) for one in case.wraps.all()}
    gained, lost = life.readers - held, held - life.readers
    if gained:
        key = case_key(case, reader)
        models.CaseWrap.objects.bulk_create(_wrapped(case, key, team) for team in sorted(gained))
    if lost:
        models.CaseWrap.objects.filter(case=case, team__in=[team.value for team in lost]).delete()


def _wrapped(case: models.Case, key: CaseKey, team: Team) -> models.CaseWrap:
    made = wrap(key.seed, key.public, current_bundle().team(team))
    return models.CaseWrap(case=case, team=made.team, version=made.version, sealed_seed=made.sealed)
