"""Pages of geoapp: scripts, print, accessibility, languages, hostile names."""
