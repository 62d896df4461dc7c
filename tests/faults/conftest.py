"""A running product for the tests of this folder."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.product import ROOT, Product


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as running:
        yield running


@pytest.fixture(scope="session")
def product_of_a_run() -> Iterator[Product]:
    with Product() as running:
        yield running


@pytest.fixture
def kept(product_of_a_run: Product) -> Product:
    """Return a product that goes on from test to test, for what it stands up to."""
    product_of_a_run.wait_until_ready()
    return product_of_a_run


class Drilled:
    """A drill under way; `seen()` waits for its end."""

    def __init__(self, product: Product, *words: str) -> None:
        self.process = subprocess.Popen(
            product.command("drill", "--json", *words),
            env=product.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    def seen(self, patience: float = 240) -> tuple[int, dict[str, Any]]:
        """Return the exit status and the tally of the last line."""
        words, _ = self.process.communicate(timeout=patience)
        return self.process.returncode, json.loads(words.splitlines()[-1])
