"""Printing of tables and timing."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def row(cells: Sequence[object]) -> None:
    """Print a row of a Markdown table."""
    say("| " + " | ".join(str(cell) for cell in cells) + " |")


def head(columns: Sequence[str]) -> None:
    """Print the head of a Markdown table."""
    say("")
    row(columns)
    row(["---"] * len(columns))


def best_ms(work: Callable[[], object], repeats: int) -> float:
    """Milliseconds of the fastest run."""
    times = []
    for _ in range(repeats):
        gc.collect()
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return 1000 * min(times)
