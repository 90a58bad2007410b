"""How a command ends that fails: with one sentence and exit code 1."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

from workers.terminal import complain


def in_one_sentence(work: Coroutine[Any, Any, None]) -> None:
    """Run; a known fault of the environment becomes one sentence and exit code 1."""
    from workers.faults import sentence_of

    try:
        asyncio.run(work)
    except asyncio.CancelledError:
        return
    except Exception as fault:
        sentence = sentence_of(fault)
        if sentence is None:
            raise
        complain(sentence)
        sys.exit(1)
