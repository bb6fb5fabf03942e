"""Importing a file of the size of MEF's: `python -m tests.benchmarks.imports`."""
