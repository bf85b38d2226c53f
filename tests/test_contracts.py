"""Each import contract is seen to catch a planted breach, in a copy of the package."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BREACHES = {
    "floor-plan": ("learning/rules.py", "import learningloop.evaluation.rules"),
    "sources": ("sources/register/rules.py", "import learningloop.sources.reviews"),
    "embedding": ("embedding/actions/rules.py", "import learningloop.embedding.sharing.rules"),
    "inside-an-app": ("learning/models.py", "import learningloop.learning.queries"),
    "pages-are-private": ("learning/slots.py", "import learningloop.learning.views.findings"),
    "rules-are-pure": ("reports/rules.py", "import django.utils.timezone"),
    "no-circles": ("trail/events.py", "import learningloop.web.environment"),
}


@pytest.fixture
def copy(tmp_path):
    without = shutil.ignore_patterns("static", "templates", "__pycache__", "tests", "assets")
    shutil.copytree(ROOT / "learningloop", tmp_path / "learningloop", ignore=without)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_has_its_breach():
    plan = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in plan} == BREACHES.keys()


@pytest.mark.parametrize(("contract", "breach"), BREACHES.items(), ids=BREACHES)
def test_a_breach_of_a_contract_is_caught(copy, contract, breach):
    file, line = breach
    planted = copy / "learningloop" / file
    planted.touch()
    planted.write_text(f"{line}\n{planted.read_text('utf-8')}", "utf-8")
    if contract == "sources":
        (copy / "learningloop/sources/reviews").mkdir()
        (copy / "learningloop/sources/reviews/__init__.py").touch()
    assert lint(copy, contract).returncode == 1


def test_the_copy_keeps_every_contract_when_nothing_is_planted(copy):
    kept = lint(copy, *BREACHES)
    assert kept.returncode == 0, kept.stdout


def lint(copy, *contracts):
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", *chosen]
    return subprocess.run(  # noqa: S603  # our own command
        [*command, "--no-cache"],
        cwd=copy,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(copy)},
        check=False,
    )
