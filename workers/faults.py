"""Known faults of the environment, each as one sentence; anything else is a bug and may crash."""

import errno

import httpx
from temporalio.service import RPCError

from database.connection import Unreachable
from database.migrations import WrongDatabaseError
from rules.library import EditionError
from schemas.importing import NotThisFormat
from workers.city import CityFileError
from workers.data_dir import StackError

TOLD = (
    StackError,
    CityFileError,
    WrongDatabaseError,
    EditionError,
    NotThisFormat,
)
"""The message of these exceptions is the sentence."""


def sentence_of(fault: BaseException) -> str | None:
    """The sentence for this fault; None if it is no known fault of the environment."""
    if isinstance(fault, BaseExceptionGroup):
        return next((said for each in fault.exceptions if (said := sentence_of(each))), None)
    if isinstance(fault, TOLD):
        return str(fault)
    return _server(fault) or (
        str(fault) if isinstance(fault, ValueError) and str(fault).startswith("The pace") else None
    )


def _server(fault: BaseException) -> str | None:
    """Which server, or the disk, has failed."""
    if isinstance(fault, httpx.TransportError):
        return "Towpath's web server does not answer. Is the stack running?"
    if isinstance(fault, RPCError) or (isinstance(fault, RuntimeError) and "Failed client connect" in str(fault)):
        return "The Temporal server does not answer."
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return "The disk is full. Free up space and start again."
    return f"The database does not answer: {fault}." if isinstance(fault, Unreachable) else None
