"""What the channel's process does not build of aiogram, and that nothing else is left unbuilt."""

import subprocess
import sys

from pydantic import BaseModel

from tests.product import ROOT

ASKED = """
from safeconduct.telegram import unbuilt
from aiogram.types import Message
from pydantic import BaseModel

class Later(BaseModel):
    other: "Other"

class Other(BaseModel):
    number: int

print(Message.__pydantic_complete__, Later(other={"number": 1}).other.number)
"""


def test_no_shape_of_an_answer_is_built_and_all_other_models_are() -> None:
    done = subprocess.run(
        (sys.executable, "-c", ASKED), cwd=ROOT, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.stdout.split() == ["False", "1"]


def test_models_are_built_as_before_once_it_is_imported() -> None:
    from safeconduct.telegram.unbuilt import left_unbuilt

    before = BaseModel.__dict__["model_rebuild"]
    with left_unbuilt():
        assert BaseModel.__dict__["model_rebuild"] is not before
    assert BaseModel.__dict__["model_rebuild"] is before
