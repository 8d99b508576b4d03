"""Digests of files, by which a reader and a program can tell them apart."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(path: Path) -> str:
    """Return the SHA-256 digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def checksums(paths: Iterable[Path]) -> str:
    """Return the lines that ``sha256sum --check`` reads."""
    ordered = sorted(paths, key=lambda path: path.name)
    return "".join(f"{digest(path)}  {path.name}\n" for path in ordered)
