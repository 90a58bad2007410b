"""The exploration is not measured: coverage would double its time, and the rules have tests of their own."""

from collections.abc import Iterator

import pytest
from coverage import Coverage


@pytest.fixture(scope="package", autouse=True)
def without_coverage() -> Iterator[None]:
    """Pause the measurement for these tests, and keep their own processes from starting one."""
    paused = []
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        # One for this process and one of pytest-cov: when the newer stops, the older goes on.
        while measuring := Coverage.current():
            measuring.stop()
            paused.append(measuring)
        yield
        for measuring in reversed(paused):
            measuring.start()
