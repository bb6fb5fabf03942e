"""One small router per group of addresses; `geoapp.app` includes them."""
