"""Where commands print their results: standard output, wide enough for whole lines."""

from __future__ import annotations

import os

from rich.console import Console

WIDE = 200


def results() -> Console:
    """Standard output; where it is no terminal, a table's lines are as long as they need to be."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=WIDE)
    return console
