"""Benchmarks: each script runs the naive way and ours in one process and prints the ratio."""
