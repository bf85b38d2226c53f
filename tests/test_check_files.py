"""No file may tie the project to one machine or network."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


# The faults are put together from pieces, so that this file has none itself.
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/set-up.md", "Fetch it from https://registry.npm" + "js.org/govuk-frontend"),
        ("requirements/app.txt", "--index-url https://example.org/simple"),
        ("package-lock.json", '{"resolved": "https://example.org/sass.tgz"}'),
        ("notes.md", "I keep it in /ho" + "me/ada/loop"),
        ("settings.py", 'DATA = "/wo' + 'rk/main/var"'),
    ],
)
def test_a_file_tied_to_one_machine_or_network_is_found(tmp_path: Path, name: str, text: str) -> None:
    checkout = tmp_path
    shutil.copytree(CHECKOUT / "tools", checkout / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["git", "init", "--quiet"], cwd=checkout, check=True)
    command = [sys.executable, "tools/check_files.py"]

    assert subprocess.run(command, cwd=checkout, capture_output=True).returncode == 0

    (checkout / name).parent.mkdir(exist_ok=True)
    (checkout / name).write_text(f"first line\n{text}\n")
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stdout.startswith(f"{name}:2: ")
