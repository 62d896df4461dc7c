"""Mallory writes the database and signs in: the desk shows no queue and gives no case."""

import pytest

from safeconduct.domain.role import Role
from tests.cast import Cast
from tests.desk.place import Asking, sit_down
from tests.people.test_planted import made, plant

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_planted_operator_sees_no_queue_and_takes_no_case(cast: Cast) -> None:
    asking = Asking()
    plant(cast, Role.OPERATOR, made(cast, "intake", 2))
    desk = sit_down(cast.mallory)
    assert desk.get("/queue/").status_code == 403
    assert desk.post(f"{asking.path}act/take/", {"seen": "1"}).status_code == 403
    assert not asking.reload().assigned


def test_beside_them_the_real_operator_works_on(cast: Cast) -> None:
    plant(cast, Role.OPERATOR, made(cast, "intake", 2))
    assert sit_down(cast.alice).get("/queue/").status_code == 200
