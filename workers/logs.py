"""Logs as JSON lines: what happened to which case, never to whom."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

import structlog

WAY = 12
"""How many calls before a fault are told."""


class Line(logging.Formatter):
    """A line of a library, as ours are. Of a fault it tells kinds and places: its words may be somebody's."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        said: dict[str, object] = {
            # What follows the first line quotes the fault.
            "event": record.getMessage().partition("\n")[0],
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[1]:
            said["faults"] = list_faults(record.exc_info[1])
        return json.dumps(said)


def list_faults(fault: BaseException) -> list[str]:
    """A fault, and those that led to it: what kind each is, and the way to where it was raised."""
    frames = traceback.extract_tb(fault.__traceback__)[-WAY:]
    ways = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    inner = fault.exceptions if isinstance(fault, BaseExceptionGroup) else ()
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    told = [" < ".join((type(fault).__name__, *reversed(ways)))]
    for each in (*inner, *((before,) if before else ())):
        told += list_faults(each)
    return told


def set_up_logs(level: str) -> None:
    """Logs of this process from this level on; of libraries nothing below `info`, where they tell what they handle."""
    least = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.basicConfig(level=max(least, logging.INFO), handlers=[handler])
    sys.excepthook = _ended
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
    )


def _ended(kind: type[BaseException], fault: BaseException, way: TracebackType | None) -> None:
    """A bug ends the process; it is logged like every other fault."""
    logging.getLogger("towpath").critical("ended by a bug", exc_info=(kind, fault, way))
