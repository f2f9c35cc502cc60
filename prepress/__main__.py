"""The command line of the press, wherever it is installed: `python -m prepress build`."""

from prepress.cli import run_main

if __name__ == "__main__":
    run_main()
