"""What a mention is: a name in a text, what stands behind it, and the places it can be read as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from geoapp.domain.places import Precision
from geoapp.geo.locate.cues import Settlement
from geoapp.geo.locate.gazetteer import NamedEntry


class Role(Enum):
    """What stands behind a mention, from the strongest."""

    STATED = "stated"  # a cue states the level
    GOVERNED = "governed"  # the government of the area is named
    LOCALITY = "locality"  # a cue says populated place
    CHAIN = "chain"  # bare, between separators: "... - OLMOS - LAMBAYEQUE"
    INLINE = "inline"  # bare, after a preposition
    FACILITY = "facility"
    ROAD = "road"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text.

    ``span`` covers the name, ``cue_start`` the character where its cue begins (the name's own start without one);
    ``run`` numbers the list it stands in; ``levels`` are those the cue states, and ``settlement`` the sort of populated
    place it is said of; ``closes_text`` tells that only separators and names follow; ``follows_chain`` that only a
    separator parts it from the mention before; ``after_and`` that "y" stands before it.
    """

    span: tuple[int, int]
    cue_start: int
    role: Role
    levels: tuple[Precision, ...]
    readings: tuple[NamedEntry, ...]
    run: int
    closes_text: bool = False
    follows_chain: bool = False
    settlement: Settlement = Settlement.PART
    after_and: bool = False

    @property
    def stated(self) -> bool:
        """Whether the text itself says which level is meant."""
        return self.role is Role.STATED or self.role is Role.GOVERNED
