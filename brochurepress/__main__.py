"""The command line of the press, wherever it is installed: `python -m brochurepress build`."""

from brochurepress.cli import run_main

if __name__ == "__main__":
    run_main()
