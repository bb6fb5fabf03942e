"""What the shipped data must hold, read from ``data/`` alone."""
