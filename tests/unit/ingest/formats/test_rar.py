"""RAR archives: opened by a program of the machine, and nothing inside them reaches outside or grows without end.

The archives are written here, stored without compression, as the format (RAR 4) is published: a marker, a head for
the archive, and for each file a head with the CRC of what follows it and the CRC of its bytes.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geoapp.errors import DataSourceError, MissingCRSError
from geoapp.ingest import unpack
from geoapp.ingest.recognise import read_file
from tests.support.investments import context, of_districts

needs_program = pytest.mark.skipif(
    unpack.unpacker() is None, reason="the machine has no program that opens RAR files (apt install libarchive-tools)"
)
_FILE, _LINK = 0o100644, 0o120777


def _head(kind: int, flags: int, rest: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


def _entry(name: str, data: bytes, mode: int = _FILE, *, declared: int | None = None) -> bytes:
    raw = name.encode()
    stored, unix, dated, version = 0x30, 3, (44 << 25) | (1 << 21) | (1 << 16), 20
    rest = struct.pack(
        "<IIBIIBBHI",
        len(data),
        len(data) if declared is None else declared,
        unix,
        zlib.crc32(data),
        dated,
        version,
        stored,
        len(raw),
        mode,
    )
    return _head(0x74, 0x8000, rest + raw) + data


def _rar(path: Path, entries: Sequence[bytes]) -> Path:
    marker, main, end = b"Rar!\x1a\x07\x00", _head(0x73, 0, bytes(6)), _head(0x7B, 0x4000, b"")
    path.write_bytes(marker + main + b"".join(entries) + end)
    return path


def _parts(folder: Path) -> dict[str, bytes]:
    squares = [shapely.box(-79.5 + n * 0.1, -7.0, -79.4 + n * 0.1, -6.9) for n in range(2)]
    frame = gpd.GeoDataFrame(
        {
            "UBIGEO": ["140101", "140201"],
            "PROVINCIA": ["CHICLAYO", "FERREÑAFE"],
            "DISTRITO": ["CHICLAYO", "FERREÑAFE"],
        },
        geometry=squares,
        crs="EPSG:4326",
    )
    made = folder / "hecho"
    made.mkdir(parents=True)
    frame.to_file(made / "DISTRITO.shp", engine="pyogrio")
    return {part.name: part.read_bytes() for part in sorted(made.iterdir())}


@needs_program
def test_limits_in_a_rar(tmp_path: Path) -> None:
    entries = [_entry(name, data) for name, data in _parts(tmp_path).items()]
    path = _rar(tmp_path / "Distrito.rar", entries)
    chosen, intake = read_file(path, of_districts(context("14", "2025"), "140101", "140201"))
    assert chosen.name == "limits"
    assert (intake.sha256, intake.size) == (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    assert [area.ubigeo for area in intake.areas] == ["14", "1401", "140101", "1402", "140201"]
    assert shapely.from_wkb(intake.areas[2].geometry).equals(shapely.box(-79.5, -7.0, -79.4, -6.9))


@needs_program
def test_a_rar_of_several_layers_says_which_it_has(tmp_path: Path) -> None:
    entries = [_entry(f"{n}/{name}", data) for n in "ab" for name, data in _parts(tmp_path / n).items()]
    with pytest.raises(DataSourceError, match=r"2 capas \(«a/DISTRITO\.shp», «b/DISTRITO\.shp»\)"):
        read_file(_rar(tmp_path / "Distrito.rar", entries), context("14", "2025"))


@needs_program
def test_names_that_lead_outside_write_nothing_there(tmp_path: Path) -> None:
    outside = tmp_path / "fuera.geojson"
    deep = "../" * 40 + str(outside).lstrip("/")
    path = _rar(tmp_path / "trampa.rar", [_entry(deep, b"{}"), _entry(str(outside), b"{}")])
    with pytest.raises(DataSourceError):
        read_file(path, context("14", "2025"))
    assert not outside.exists()


@needs_program
def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secreto.geojson"
    gpd.GeoDataFrame(
        {"UBIGEO": ["140101"], "DISTRITO": ["X"]}, geometry=[shapely.box(-79, -7, -78, -6)], crs=4326
    ).to_file(secret, engine="pyogrio")
    path = _rar(tmp_path / "enlace.rar", [_entry("limites.geojson", str(secret).encode(), _LINK)])
    with pytest.raises(DataSourceError, match="no trae dentro"):
        read_file(path, context("14", "2025"))


@needs_program
def test_a_part_that_is_a_link_is_thrown_away(tmp_path: Path) -> None:
    secret = tmp_path / "secreto.prj"
    parts = _parts(tmp_path)
    secret.write_bytes(parts.pop("DISTRITO.prj"))
    entries = [_entry(name, data) for name, data in parts.items()]
    entries.append(_entry("DISTRITO.prj", str(secret).encode(), _LINK))
    with pytest.raises(MissingCRSError, match="no dice su sistema de referencia"):
        read_file(_rar(tmp_path / "enlace.rar", entries), context("14", "2025"))


@needs_program
@pytest.mark.parametrize("bound", ["size", "files"])
def test_what_unpacks_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(unpack, *(("MAX_UNPACKED", 2**20) if bound == "size" else ("_MAX_FILES", 5)))
    entries = [_entry(f"{n}.json", bytes(2**18)) for n in range(8)]
    with pytest.raises(DataSourceError, match="más de lo que se acepta"):
        read_file(_rar(tmp_path / "bomba.rar", entries), context("14", "2025"))


@needs_program
def test_a_damaged_rar_is_told(tmp_path: Path) -> None:
    path = _rar(tmp_path / "roto.rar", [_entry("limites.geojson", b'{"type": "FeatureCollection"}' * 99)])
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(DataSourceError, match=r"roto\.rar: \w+ no pudo abrirlo"):
        read_file(path, context("14", "2025"))


def test_a_rar_without_a_program_to_open_it_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "Distrito.rar"
    path.write_bytes(b"Rar!\x1a\x07\x01\x00")
    with pytest.raises(DataSourceError, match="apt install libarchive-tools"):
        read_file(path, context("06", "2025"))
