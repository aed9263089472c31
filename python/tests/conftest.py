import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
EPOCH = "1700000000"


def _program() -> Path:
    """The program that the package is compared with: WENJI, else what `cargo build` left."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    given = os.environ.get("WENJI")
    found = [Path(given)] if given else [target / kind / "wenji" for kind in ("debug", "release")]
    for path in found:
        if path.is_file():
            return path
    pytest.fail("the program is not built: run `cargo build`, or name it in WENJI")


@pytest.fixture(scope="session")
def program():
    path = _program()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}

    def run(*arguments: object) -> bytes:
        command = [str(path), *map(str, arguments)]
        env = {**clean, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": EPOCH}
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=env).stdout

    return run


@pytest.fixture(autouse=True)
def fixed_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
