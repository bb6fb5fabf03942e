"""Parts of geoapp joined, on real databases and files."""
