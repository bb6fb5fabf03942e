"""Programs of the house that are not shipped: they build what `data/` holds."""
