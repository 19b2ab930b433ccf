"""The options that all tools here have in common."""

import argparse
import os


def options(description: str | None) -> argparse.ArgumentParser:
    """A parser with --exercise NAME, which may be repeated, and --jobs N."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--exercise", metavar="NAME", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser
