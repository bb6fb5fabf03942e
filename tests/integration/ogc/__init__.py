"""The OGC API as standard clients see it."""
