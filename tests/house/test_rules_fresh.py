"""The pages of rules say what the tables say."""

from pathlib import Path

from safeconduct.config.rule_pages import draw, stale
from safeconduct.domain.life import ACTS, State, label
from safeconduct.domain.role import FOUR_EYES, Role
from safeconduct.domain.urgency import URGENCY

RULES = Path(__file__).parents[2] / "docs" / "rules"


def test_the_committed_pages_are_fresh():
    assert stale(RULES) == [], "run `make docs`"


def test_a_changed_missing_or_left_over_page_is_stale(tmp_path):
    draw(tmp_path)
    assert stale(tmp_path) == []
    (tmp_path / "life.md").write_text("by hand", encoding="utf-8")
    (tmp_path / "urgency.md").unlink()
    (tmp_path / "old.md").write_text("once", encoding="utf-8")
    assert stale(tmp_path) == ["life.md", "old.md", "urgency.md"]


def test_the_pages_name_every_state_action_role_decision_and_sign():
    words = "\n".join(page.read_text(encoding="utf-8") for page in RULES.glob("*.md"))
    rows = [act.label for act in ACTS.values()] + [row.label for row in FOUR_EYES.values()]
    rows += [label(state) for state in State] + [row.label for row in URGENCY.values()]
    rows += [role.value.replace("_", " ") for role in Role]
    assert [row for row in rows if row not in words] == []
