"""What a bench says: one JSON line for each budget."""

import json


class Report:
    """Print each line as it is known, and remember whether all budgets hold."""

    def __init__(self) -> None:
        self.holds = True

    def line(self, budget: str, measured: dict[str, object], *, holds: bool) -> None:
        self.holds = self.holds and holds
        print(json.dumps({"budget": budget, **measured, "holds": holds}), flush=True)
