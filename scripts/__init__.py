"""Programs that are not shipped: they build what `data/` holds, and bring the catalogues of translations up to date."""
