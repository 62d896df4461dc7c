"""The terminal chats with the running bot: typed by script, and it ends with a code."""

import re
import subprocess

import pytest

from tests.product import ROOT, Product

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("running"), pytest.mark.timeout(300)]

CODE = re.compile(r"bot: \d{6} \d{6} \d{6} \d{6} \d{6}")


def chatted(product: Product, *lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        product.command("talk", "report", "--as", "telegram", "--lang", "en", "--live"),
        env=product.environment, cwd=ROOT, text=True, capture_output=True, timeout=120,
        input="".join(f"{line}\n" for line in lines), check=False,
    )  # fmt: skip


def test_a_chat_by_numbers_and_words_ends_with_a_code(kept: Product) -> None:
    done = chatted(kept, "1", "I only want to ask", "6", "May I keep my boots?", "1")
    assert "[1 Yes]" in done.stdout
    assert "[6 None of these]" in done.stdout
    assert CODE.search(done.stdout)
    assert done.returncode == 0
    left = chatted(kept, "1")
    assert not CODE.search(left.stdout)
    assert left.returncode == 1
