"""A file that is read while it is being written: turns libraries that write files into streams of pieces."""

from __future__ import annotations

import io


class Sink(io.RawIOBase):
    """Write-only, cannot be rewound: what was written since the last `taken` is held, nothing more."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, data: object) -> int:
        """Hold bytes until they are taken."""
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        self._position += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Bytes written so far."""
        return self._position

    def taken(self) -> bytes:
        """Everything written since the last call."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece
