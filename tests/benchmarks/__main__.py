"""``python -m tests.benchmarks [NAME [ARGUMENT ...]]``: every benchmark, or one with its own arguments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCES = FOLDER.parents[2] / "shared" / "data" / "investments"
"""Folder of official files for the benchmark of locating, where there is one."""


def names() -> list[str]:
    """Benchmarks: folders that can be run."""
    return sorted(path.parent.name for path in FOLDER.glob("*/__main__.py"))


def main(arguments: list[str]) -> int:
    """Run one benchmark, or all after one another; the first that fails gives the exit code."""
    known = names()
    if arguments and arguments[0] not in known:
        sys.stderr.write(f"There is no benchmark {arguments[0]!r}: {', '.join(known)}.\n")
        return 2
    for name in arguments[:1] or known:
        own = arguments[1:]
        if name == "locate" and not own:
            if not SOURCES.is_dir():
                sys.stdout.write("\n## locate: skipped, it needs a folder of Invierte.pe files as argument\n")
                continue
            own = [str(SOURCES)]
        sys.stdout.write(f"\n## {name}\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *own], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
