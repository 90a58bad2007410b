"""Changes that no test can notice, each with its reason: `argued.toml`."""

import tomllib
from pathlib import Path

FILE = Path(__file__).parent / "argued.toml"


def argued() -> dict[str, str]:
    """The reason for each key."""
    told = tomllib.loads(FILE.read_text())["argued"]
    return {key: each["why"] for each in told for key in each["keys"]}
