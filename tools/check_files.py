"""Check every file under version control for what would tie the project to one machine or one network.

Lock files must bear no download addresses, and no file may name a package registry's host or a path that
exists only on the author's machine.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
REGISTRY = re.compile(
    r"(?:registry[.]\w+|npmjs|pypi|pythonhosted|(?:deb|security)[.]debian)[.](?:com|io|net|org|dev)\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.}>/-])/(?:home|root|Users|work)/\w|[A-Z]:\\Users\\")
DOWNLOAD = re.compile(r"\"resolved\":|^-(?:i|-(?:extra-)?index-url|-find-links)\b| @ \w+:", re.MULTILINE)
LOCKS = {"package-lock.json", "requirements/app.txt", "requirements/dev.txt"}


def faults_in(name: str, text: str) -> Iterator[str]:
    """Every fault of one file, as `name:line: what is wrong`."""
    rules = [(REGISTRY, "names a package registry's host"), (MACHINE_PATH, "names a path of one machine")]
    if name in LOCKS:
        rules.append((DOWNLOAD, "says where a package was downloaded from"))
    for pattern, fault in rules:
        for match in pattern.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {fault}: {match.group()}"


def versioned_files(checkout: Path) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=checkout, capture_output=True, check=True, text=True).stdout
    return sorted(name for name in listed.split("\0") if name and (checkout / name).is_file())


def main() -> int:
    faults: list[str] = []
    for name in versioned_files(CHECKOUT):
        try:
            faults += faults_in(name, (CHECKOUT / name).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue  # a picture or a document
    print("\n".join(faults) if faults else "No file is tied to one machine or network.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
