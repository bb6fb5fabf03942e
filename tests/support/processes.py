"""Running pieces of geoapp in processes of their own, to kill them or to run several at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LOAD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from geoapp.db import Database
from geoapp.services.editions import load_shipped
url, data, table, force = sys.argv[1:]
def die(written, rows):
    if written == table:
        os.kill(os.getpid(), signal.SIGKILL)
load_shipped(Database.open(url), Path(data), force=force == "force", progress=die)
"""

ENSURE = """
import sys
from pathlib import Path
from geoapp.db import Database
from geoapp.services.editions import ensure_edition
database = Database.open(sys.argv[1], lock_timeout_s=60)
edition = ensure_edition(database, Path(sys.argv[2]))
print(edition.id, edition.state)
database.dispose()
"""


def start(code: str, *arguments: str, stdin: bool = False) -> subprocess.Popen[str]:
    """Start a process that runs the code with the arguments; with `stdin` it may be written to."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE if stdin else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
