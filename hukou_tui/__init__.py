"""hukou-tui: one-stop intake for persons without household registration."""

__version__ = "0.1.0"
