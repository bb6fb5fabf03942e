"""Figures of the documentation, measured: ``python -m tests.benchmarks [NAME ...]``; each folder is one benchmark."""
