"""The wheel alone: built from the tree, installed in an empty environment, it serves the same map.

Nothing is fetched: the environment sees the libraries of the one that runs the tests through a path file, and no
installed geoapp but the wheel's.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.wheel
ROOT = Path(__file__).resolve().parents[2]
LOCATE = """
import json, geoapp, layers
from geoapp.settings import Settings
paths = Settings.load().paths
print(json.dumps([geoapp.__file__, layers.__file__, str(paths.data), str(paths.templates), str(paths.assets)]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the tree."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment that has the wheel and, by path, the libraries."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    made = folder / "bin" / "python"
    site = Path(
        subprocess.run(
            [made, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()
    )  # fmt: skip
    # The libraries' own path files are not read there, so the checkout's editable installation stays unseen.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(made), "install", "--quiet", "--no-index", "--no-deps",
               "--disable-pip-version-check", "--ignore-installed", "--target", str(site), str(wheel)]  # fmt: skip
    result = subprocess.run(install, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return made


@pytest.fixture(scope="module")
def address(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the installed copy, served from an empty folder."""
    folder = tmp_path_factory.mktemp("empty")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [python, "-m", "geoapp", "serve", "--port", str(port)],
        cwd=folder, env=clean(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                pytest.fail(process.communicate()[0])
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def clean() -> dict[str, str]:
    """The environment without settings and without paths of this checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("GEOAPP_", "PYTHON"))}


def test_the_wheel_holds_templates_data_and_layers(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "templates").rglob("*.html"):
        assert f"geoapp/templates/{path.relative_to(ROOT / 'templates').as_posix()}" in names
    for path in (ROOT / "data").rglob("*.csv"):
        assert f"geoapp/data/{path.relative_to(ROOT / 'data').as_posix()}" in names
    for path in (ROOT / "layers").rglob("*.toml"):
        assert path.relative_to(ROOT).as_posix() in names
    for domain in ("geoapp", "layers"):
        assert f"{domain}/locale/en/LC_MESSAGES/{domain}.po" in names
    assert not [name for name in names if name.startswith(("tests/", "scripts/")) or name.endswith(".sqlite3")]


def test_everything_comes_from_inside_the_wheel(python: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [python, "-c", LOCATE], cwd=tmp_path, env=clean(), capture_output=True, text=True, check=True
    )
    inside = python.parent.parent
    for place in json.loads(result.stdout):
        assert Path(place).resolve().is_relative_to(inside.resolve()), place
        assert Path(place).exists()


@pytest.mark.parametrize(
    "path", ["/", "/en", "/en/mapa", "/proyectos", "/plan", "/api/v1/summary", "/mapas/datos/limites/province.geojson"]
)
def test_the_installed_copy_serves_the_map(address: str, path: str) -> None:
    answer = httpx.get(address + path, timeout=30, trust_env=False)
    assert answer.status_code == 200
    if path.endswith(".geojson"):
        assert len(answer.json()["features"]) == 13
    elif path.startswith("/en"):
        assert '<html lang="en"' in answer.text
        assert "Skip to content" in answer.text
    elif path == "/":
        assert "Cajamarca" in answer.text
        assert 'src="/static/' in answer.text
