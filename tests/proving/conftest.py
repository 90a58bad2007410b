"""The exploration is not measured: coverage would double its time, and the rules have tests of their own."""

from collections.abc import Iterator

import pytest
from coverage import Coverage


@pytest.fixture(scope="package", autouse=True)
def without_coverage() -> Iterator[None]:
    """Pause the measurement for these tests, and keep their own processes from starting one."""
    measuring = Coverage.current()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        if measuring:
            measuring.stop()
        yield
        if measuring:
            measuring.start()
