"""Maps of the layers package on a site of their own, under a strict content security policy."""
