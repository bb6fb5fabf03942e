"""Running the command inside this process, and as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoapp.cli import cli

Run = Callable[..., Result]
RunProcess = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder; unexpected exceptions are raised, not swallowed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, **environment: str) -> Result:
        result = CliRunner().invoke(cli, arguments, env=environment, prog_name="geoapp", catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return command


@pytest.fixture
def run_process(tmp_path: Path) -> RunProcess:
    """Run `python -m geoapp` in an empty folder."""

    def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "geoapp", *arguments],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=60,
            check=False,
        )

    return command


@pytest.fixture
def damaged_data(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of the shipped data of this test alone, to be damaged."""
    copy = tmp_path / "datos"
    shutil.copytree(data_folder, copy)
    return copy
