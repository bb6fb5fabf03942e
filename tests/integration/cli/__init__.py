"""The command `geoapp`: what it prints, its exit codes, what it leaves behind when it fails."""
