#!/usr/bin/env python3
"""The command line of the press, from a checkout: `publish.py build`."""

from brochurepress.cli import run_main

if __name__ == "__main__":
    run_main()
