"""Benchmarks: measured on demand, in pairs on one machine, never as tests."""
