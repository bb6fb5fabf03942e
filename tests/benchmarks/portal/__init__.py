"""Pages of the portal: server time of every type at two sizes, and what a visitor downloads."""
