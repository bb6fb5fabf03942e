"""The explorer and the comparison of maps, served by geoapp."""
