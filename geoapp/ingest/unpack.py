"""Opening a RAR with a program of the machine, whatever its maker put inside.

Nothing of an archive is trusted: it may take so much space and so many files, links are thrown away, and only plain
files inside the folder it was unpacked into are read. Programs keep names such as ``../x`` inside that folder.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from geoapp.errors import DataSourceError
from geoapp.ingest.sheets import MAX_UNPACKED

_UNPACKERS = (
    ("unrar", ("x", "-y", "-p-", "{archive}", "{folder}/")),
    ("unar", ("-q", "-o", "{folder}", "{archive}")),
    ("7z", ("x", "-y", "-p-", "-o{folder}", "{archive}")),
    ("7zz", ("x", "-y", "-p-", "-o{folder}", "{archive}")),
    ("bsdtar", ("-x", "--no-same-owner", "--no-same-permissions", "-f", "{archive}", "-C", "{folder}")),
)
_LAYERS = (".gpkg", ".shp", ".geojson", ".json")
_MAX_FILES = 1_000
_LONGEST_S = 600.0
_LOOK_S = 0.1
_NAMED = 5


def unpacker() -> str | None:
    """Name of the program that opens RAR files here; None where the machine has none."""
    return next((tool for tool, _ in _UNPACKERS if shutil.which(tool)), None)


@contextmanager
def unpacked(path: Path, shown: str) -> Iterator[Path]:
    """Unpack a RAR for as long as it is needed, and give the layer inside.

    Raises
    ------
    DataSourceError
        When the machine has no program for it, the program cannot open it, it has no layer or several, or it takes too
        much.
    """
    tool = unpacker()
    if tool is None:
        raise DataSourceError(
            f"{shown}: es un RAR y esta máquina no tiene con qué abrirlo. Instale unrar, 7z o bsdtar"
            " (por ejemplo «apt install libarchive-tools»), o ábralo en otra y entregue el GeoPackage o el zip que"
            " contiene."
        )
    arguments = dict(_UNPACKERS)[tool]
    with TemporaryDirectory(prefix="geoapp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        said = _run([tool, *(a.format(archive=path.resolve(), folder=name) for a in arguments)], folder, shown)
        files = [p for p in folder.rglob("*") if not p.is_dir() or p.is_symlink()]
        for file in files:
            # A link may name any file of the machine; a shapefile's parts may be links as well as the layer itself.
            if file.is_symlink() or not file.is_file() or file.stat().st_nlink > 1:
                file.unlink()
        layers = sorted(p for p in files if p.is_file() and p.suffix.lower() in _LAYERS)
        if said is not None or not layers:
            raise DataSourceError(
                f"{shown}: {tool} no pudo abrirlo ({said})."
                if said is not None
                else f"{shown}: no trae dentro un GeoPackage, shapefile ni GeoJSON. Entregue el archivo de límites."
            )
        alike = [layer for layer in layers if layer.suffix.lower() == layers[0].suffix.lower()]
        refuse_several(shown, [layer.relative_to(folder).as_posix() for layer in alike])
        yield layers[0]


def refuse_several(shown: str, layers: Sequence[str]) -> None:
    """Refuse a file of more than one layer, of which only one can be meant."""
    if len(layers) > 1:
        named = ", ".join(f"«{layer}»" for layer in layers[:_NAMED]) + ("…" if len(layers) > _NAMED else "")
        raise DataSourceError(
            f"{shown}: trae {len(layers)} capas ({named}) y no se sabe cuál se quiere. Entregue un archivo solo con la"
            " que quiere importar."
        )


def _run(command: list[str], folder: Path, shown: str) -> str | None:
    """Run the program while what it writes stays within bounds; give what it said when it failed."""
    until, log = time.monotonic() + _LONGEST_S, folder.with_name(f"{folder.name}.log")
    try:
        with log.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - a program of the list above
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
            )
            try:
                while True:
                    try:
                        process.wait(_LOOK_S)
                    except subprocess.TimeoutExpired:
                        ended = False
                    else:
                        ended = True
                    _check_size(folder, shown)
                    if ended:
                        break
                    if time.monotonic() > until:
                        raise DataSourceError(f"{shown}: tarda demasiado en abrirse. Entregue el archivo que contiene.")
            finally:
                process.kill()
                process.wait()
        if process.returncode == 0:
            return None
        lines = log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"código {process.returncode}"
    finally:
        log.unlink(missing_ok=True)


def _check_size(folder: Path, shown: str) -> None:
    size = count = 0
    for file in folder.rglob("*"):
        count += 1
        try:
            size += file.lstat().st_size
        except OSError:
            continue  # being written or renamed just now
        if size > MAX_UNPACKED or count > _MAX_FILES:
            raise DataSourceError(
                f"{shown}: trae más de {MAX_UNPACKED / 2**30:.0f} GB o de {_MAX_FILES} archivos dentro, más de lo que"
                " se acepta. Entregue solo el archivo de límites."
            )
