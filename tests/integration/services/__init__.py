"""Services over a real database, on both dialects."""
