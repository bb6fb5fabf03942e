"""Geography with input and output kept apart: CRS rules, boundaries, locating places, checking coordinates."""
