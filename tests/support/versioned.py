"""Folders under version control, made and read in a line each."""

from __future__ import annotations

import subprocess
from pathlib import Path

from brochurepress.findings import Finding
from brochurepress.proofing.compare.git import checkout, commit_of
from tests.support.assertions import rejection


def committed(root: Path) -> None:
    """Everything in a folder as the first commit of a repository of its own."""
    git(root, "init", "-q", "--initial-branch=master")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "all", "--no-verify")


def git(root: Path, *arguments: str, given: str = "") -> str:
    """What git says in a folder, as somebody whose own settings say nothing."""
    who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(root), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, input=given).stdout.strip()


def unpacked(root: Path, commit: str = "") -> tuple[Finding, ...]:
    """What is found when a commit, or the last one, is unpacked and cannot be."""

    def unpack() -> None:
        with checkout(root, commit or commit_of(root)):
            pass

    return rejection(unpack)
