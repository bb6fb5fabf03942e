"""The application over HTTP, on the shipped data."""
