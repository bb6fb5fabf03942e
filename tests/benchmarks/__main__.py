"""``python -m tests.benchmarks [--quick] [NAME [ARGUMENT ...]]``: every benchmark, or one with its own arguments.

``--quick`` makes each of them small: it shows that they run, in a minute or two.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCES = FOLDER.parents[2] / "shared" / "data" / "investments"
"""Folder of official files for the benchmark of locating, where there is one."""
SHARING = frozenset({"maps", "portal"})
QUICK = {
    "exports": ("--projects", "500", "--large", "0", "--repeats", "1"),
    "imports": ("--rows", "2000", "--rounds", "1"),
    "maps": ("--quick",),
    "portal": ("0",),
}


def names() -> list[str]:
    """Benchmarks: folders that can be run."""
    return sorted(path.parent.name for path in FOLDER.glob("*/__main__.py"))


def main(arguments: list[str]) -> int:
    """Run one benchmark, or all after one another; the exit code is that of the first that failed."""
    quick = "--quick" in arguments
    arguments = [argument for argument in arguments if argument != "--quick"]
    known = names()
    if arguments and arguments[0] not in known:
        sys.stderr.write(f"There is no benchmark {arguments[0]!r}: {', '.join(known)}.\n")
        return 2
    failed = 0
    # Databases that are made for one benchmark serve the next.
    with tempfile.TemporaryDirectory(prefix="geoapp-bench-") as folder:
        for name in arguments[:1] or known:
            own = [*(QUICK.get(name, ()) if quick else ()), *arguments[1:]]
            if name in SHARING and "--folder" not in own:
                own += ["--folder", folder]
            if name == "locate" and quick and not own:
                sys.stdout.write("\n## locate: left out, it reads whole official files\n")
                continue
            if name == "locate" and not own:
                if not SOURCES.is_dir():
                    sys.stdout.write("\n## locate: skipped, it needs a folder of Invierte.pe files as argument\n")
                    continue
                own = [str(SOURCES)]
            sys.stdout.write(f"\n## {name}\n")
            sys.stdout.flush()
            code = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *own], check=False).returncode
            if code:
                sys.stdout.write(f"## {name} FAILED with code {code}\n")
            failed = failed or code
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
