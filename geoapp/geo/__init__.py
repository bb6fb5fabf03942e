"""Places: reading them out of titles, checking declared coordinates, points to areas, distances on the ellipsoid."""
