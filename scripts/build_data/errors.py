"""The one error of the build: a source or a curated table that does not hold together."""

from __future__ import annotations


class BuildError(Exception):
    """A source file or a curated table breaks a rule; the message names file, key and mend."""
