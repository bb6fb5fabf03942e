"""Imports into both kinds of database: what they change, what interrupts them, where files come from."""
