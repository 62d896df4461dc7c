"""Settings: one module a process; the only place that reads environment and secret files."""
