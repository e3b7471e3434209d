"""Measures cf-secret-guard and, where installed, its peers on the same work in one run: ``python -m benchmarks``."""
