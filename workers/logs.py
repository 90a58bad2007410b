"""Logs as JSON lines: what happened to which case. They hold no personal data."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

import structlog

WAY = 12
"""How many stack frames of an exception are logged."""


class LogFormatter(logging.Formatter):
    """Formats library log lines like ours. Of exceptions only types and places: messages may hold personal data."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record as one line of JSON."""
        said: dict[str, object] = {
            # The lines after the first quote the exception.
            "event": record.getMessage().partition("\n")[0],
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[1]:
            said["faults"] = list_faults(record.exc_info[1])
        return json.dumps(said)


def list_faults(fault: BaseException) -> list[str]:
    """An exception and its causes: the type of each, and the stack frames to where it was raised."""
    frames = traceback.extract_tb(fault.__traceback__)[-WAY:]
    options = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    inner = fault.exceptions if isinstance(fault, BaseExceptionGroup) else ()
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    told = [" < ".join((type(fault).__name__, *reversed(options)))]
    for each in (*inner, *((before,) if before else ())):
        told += list_faults(each)
    return told


def set_up_logs(level: str) -> None:
    """Log from this level on; of libraries nothing below `info`, because at `debug` they log the data they handle."""
    least = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormatter())
    logging.basicConfig(level=max(least, logging.INFO), handlers=[handler])
    # Lines for each call of a service, with its address: our own events say which one refuses.
    for each in ("httpx", "asyncssh"):
        logging.getLogger(each).setLevel(logging.WARNING)
    sys.excepthook = _ended
    set_up_events(least)


def set_up_events(least: int) -> None:
    """Write our own events as JSON lines, from this level on; those of the security log whatever the level."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
    )


def _ended(kind: type[BaseException], fault: BaseException, option: TracebackType | None) -> None:
    """A bug ends the process; it is logged like every other exception."""
    logging.getLogger("towpath").critical("ended by a bug", exc_info=(kind, fault, option))
