"""Bringing a file from an address: resumed where it broke, bounded, and only from where it may come.

Only http and https. A name is resolved here, every address it has is checked, and the connection goes to the address
that was checked, so that nothing can change between; each redirect is checked again. Private, loopback and other
addresses that are not of the public network are refused unless a setting allows them.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from geoapp import __version__
from geoapp.deferred import deferred
from geoapp.errors import DataSourceError

if TYPE_CHECKING:
    import httpx
else:
    httpx = deferred("httpx")

Progress = Callable[[str, int, int], None]

_PHASE = "Descargando"
_REDIRECTS = 5
_TRIES = 5
_PAUSE_S = 0.5
_REFUSED_TYPES = ("text/html", "application/xhtml", "image/", "video/", "audio/", "text/css", "application/javascript")
_PARTIAL, _WHOLE, _BAD_RANGE = 206, 200, 416


@dataclass(frozen=True)
class Limits:
    """What downloads may do.

    Attributes
    ----------
    folder
        Where broken downloads wait to be resumed.
    """

    max_bytes: int
    timeout_s: float
    allow_private: bool
    folder: Path


@dataclass(frozen=True)
class Fetched:
    """A file at hand: its path, the name to tell, and the address it came from."""

    path: Path
    name: str
    url: str | None


@contextmanager
def fetched(source: str, limits: Limits, *, progress: Progress | None = None) -> Iterator[Fetched]:
    """Give the file of a path or an address; a downloaded one is removed at the end.

    Raises
    ------
    DataSourceError
        When the address may not be used, does not answer with a file, or breaks off for good; what came stays for the
        next try.
    """
    if "://" not in source:
        path = Path(source)
        yield Fetched(path, path.name, None)
        return
    path = download(source, limits, progress=progress)
    try:
        yield Fetched(path, _name_of(source), source)
    finally:
        path.unlink(missing_ok=True)


def download(url: str, limits: Limits, *, progress: Progress | None = None) -> Path:
    """Download into the folder of the limits; see `fetched`."""
    try:
        limits.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DataSourceError(f"No se puede usar la carpeta {limits.folder}: {error.strerror}.") from error
    base = limits.folder / hashlib.sha256(url.encode()).hexdigest()[:32]
    partial, notes = base.with_suffix(".parcial"), base.with_suffix(".json")
    failure: Exception | None = None
    with httpx.Client(timeout=limits.timeout_s, follow_redirects=False, trust_env=False) as client:
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE_S * attempt)
            try:
                _fetch(client, url, partial, notes, limits, progress)
            except (httpx.TransportError, _BrokenOffError) as error:
                failure = error
                continue
            except (httpx.HTTPError, httpx.InvalidURL) as error:  # a body that does not decode, an address that is none
                raise DataSourceError(
                    f"{url}: no se puede descargar ({error}). Revise la dirección, o descárguelo con un navegador e"
                    " impórtelo desde su carpeta."
                ) from error
            except OSError as error:
                raise DataSourceError(
                    f"No se pudo guardar la descarga en {limits.folder}: {error.strerror}. Libere espacio y repita."
                ) from error
            whole = base.with_suffix(f".{os.getpid()}")
            partial.replace(whole)
            notes.unlink(missing_ok=True)
            return whole
    got = partial.stat().st_size if partial.exists() else 0
    raise DataSourceError(
        f"La descarga de {url} se cortó {_TRIES} veces ({failure}). Se guardaron {got:,} bytes: repita la orden y"
        " seguirá desde ahí. Lo publicado sigue intacto."
    )


class _BrokenOffError(Exception):
    """The answer ended before its announced end."""


def _fetch(
    client: httpx.Client, url: str, partial: Path, notes: Path, limits: Limits, progress: Progress | None
) -> None:
    have = partial.stat().st_size if partial.exists() else 0
    mark = _mark(notes) if have else None
    headers = {"Accept-Encoding": "identity", "User-Agent": f"geoapp/{__version__}"}
    if have and mark:
        headers |= {"Range": f"bytes={have}-", "If-Range": mark}
    with _open(client, url, headers, limits) as response:
        place = response.headers.get("Content-Range", "")
        resumed = response.status_code == _PARTIAL and place.startswith(f"bytes {have}-")
        resumed = resumed and not _another(response, mark)
        if response.status_code == _BAD_RANGE or (response.status_code == _PARTIAL and not resumed):
            partial.unlink(missing_ok=True)
            raise _BrokenOffError("el servidor no continúa donde se cortó")
        if not resumed and response.status_code != _WHOLE:
            raise DataSourceError(f"{url}: el servidor respondió {response.status_code}. Revise la dirección.")
        _check_type(response, url)
        plain = response.headers.get("Content-Encoding", "identity") in {"", "identity"}
        announced = response.headers.get("Content-Length", "") if plain else ""
        start = have if resumed else 0
        total = start + int(announced) if announced.isdigit() else 0
        if total > limits.max_bytes:
            raise DataSourceError(_too_large(url, limits))
        # What comes packed cannot be asked for from a byte of the file.
        notes.write_text(json.dumps({"mark": _told_mark(response) if plain else None}), encoding="utf-8")
        done = start
        with partial.open("ab" if resumed else "wb") as file:
            for chunk in response.iter_bytes():
                done += len(chunk)
                if done > limits.max_bytes:
                    raise DataSourceError(_too_large(url, limits))
                file.write(chunk)
                if progress:
                    progress(_PHASE, done, total or done)
    if total and done != total:
        raise _BrokenOffError(f"llegaron {done:,} de {total:,} bytes")
    if done == 0:
        raise DataSourceError(f"{url}: el archivo está vacío.")


@contextmanager
def _open(client: httpx.Client, url: str, headers: dict[str, str], limits: Limits) -> Iterator[httpx.Response]:
    """The answer at the end of the redirects, each of them checked."""
    here = url
    for _ in range(_REDIRECTS + 1):
        host, address = _checked(here, limits)
        parts = urlsplit(here)
        target = httpx.URL(here).copy_with(host=address)
        sent = {**headers, "Host": parts.netloc.rpartition("@")[2]}
        request = client.build_request("GET", target, headers=sent, extensions={"sni_hostname": host})
        response = client.send(request, stream=True)
        try:
            if response.status_code in {301, 302, 303, 307, 308} and "Location" in response.headers:
                here = _joined(here, response.headers["Location"])
                continue
            yield response
            return
        finally:
            response.close()
    raise DataSourceError(f"{url}: redirige más de {_REDIRECTS} veces.")


def _joined(here: str, location: str) -> str:
    try:
        return urljoin(here, location)
    except ValueError as error:
        raise DataSourceError(f"{here}: redirige a «{location}», que no es una dirección ({error}).") from error


def _checked(url: str, limits: Limits) -> tuple[str, str]:
    """Host of an address and one of its network addresses, all of which may be used."""
    try:
        parts = urlsplit(url)
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise DataSourceError(f"{url}: no es una dirección ({error}). Cópiela de nuevo.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DataSourceError(f"{url}: solo se descargan direcciones http y https.")
    host = parts.hostname
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise DataSourceError(f"{url}: no se encuentra el servidor «{host}» ({error}). Revise la dirección.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not limits.allow_private:
        inner = next((a for a in addresses if not is_public(a)), None)
        if inner is not None:
            raise DataSourceError(
                f"{url}: «{host}» es {inner}, una dirección interna, y no se descarga de ahí."
                " Si es un servidor de confianza, permítalo con GEOAPP_IMPORT_ALLOW_PRIVATE=true."
            )
    return host, addresses[0]


def is_public(address: str) -> bool:
    """Whether a network address is of the public network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    for inner in (getattr(ip, "ipv4_mapped", None), getattr(ip, "sixtofour", None)):
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _check_type(response: httpx.Response, url: str) -> None:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind.startswith(_REFUSED_TYPES):
        raise DataSourceError(
            f"{url}: responde con {kind}, no con un archivo de datos. Copie la dirección del archivo."
        )


def _mark(notes: Path) -> str | None:
    try:
        mark = json.loads(notes.read_text(encoding="utf-8")).get("mark")
    except (OSError, ValueError, AttributeError):
        return None
    return mark if isinstance(mark, str) else None


def _told_mark(response: httpx.Response) -> str | None:
    """What tells this version of a file from others: its ETag, unless that is weak, or its date."""
    tag: str = response.headers.get("ETag", "")
    dated: str | None = response.headers.get("Last-Modified")
    return tag if tag and not tag.startswith("W/") else dated


def _another(response: httpx.Response, mark: str | None) -> bool:
    """Whether an answer goes on with another version than the one kept, as of servers that do not heed If-Range."""
    name = "ETag" if mark and mark.startswith('"') else "Last-Modified"
    told: str | None = response.headers.get(name, mark)
    return told != mark


def _too_large(url: str, limits: Limits) -> str:
    size = f"{limits.max_bytes / 2**20:,.0f} MB"
    return f"{url}: pasa de {size}, el límite. Si es correcto, súbalo con GEOAPP_IMPORT_MAX_MB."


def _name_of(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])[:200] or "descarga"
