"""Logs show what happened and where, and never personal data."""

import json
import logging
import subprocess
import sys

from workers.logs import LogFormatter
from workers.settings import HERE

PLANTED = "Quillfeather"


def logged(message: str, fault: BaseException | None = None) -> dict[str, object]:
    """A log record as written."""
    exc_info = (type(fault), fault, fault.__traceback__) if fault else None
    line = LogFormatter().format(logging.LogRecord("a.library", logging.ERROR, "file.py", 1, message, None, exc_info))
    assert "\n" not in line
    said: dict[str, object] = json.loads(line)
    return said


def raised() -> BaseException:
    """A group of exceptions, one of which has a cause."""
    try:
        try:
            raise LookupError(PLANTED)
        except LookupError as cause:
            raise ExceptionGroup(PLANTED, [ValueError(PLANTED)]) from cause
    except ExceptionGroup as group:
        return group


def test_an_exception_is_logged_with_its_type_frames_and_causes() -> None:
    said = logged('It said "no"', raised())

    faults = said["faults"]
    assert isinstance(faults, list)
    assert [each.partition(" ")[0] for each in faults] == ["ExceptionGroup", "ValueError", "LookupError"]
    assert "test_logs.py" in faults[0]
    assert faults[0].endswith(" raised")
    assert (said["event"], said["level"], said["logger"]) == ('It said "no"', "error", "a.library")
    assert PLANTED not in json.dumps(said)


def test_only_the_first_line_of_a_message_is_logged_because_the_rest_quotes_the_exception() -> None:
    assert logged(f"Task exception was never retrieved\nfuture: {PLANTED}")["event"] == (
        "Task exception was never retrieved"
    )


def test_a_bug_that_ends_a_process_is_logged_like_every_other_fault() -> None:
    program = f"from workers.logs import set_up_logs; set_up_logs('info'); raise KeyError('{PLANTED}')"

    ended = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, cwd=HERE, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    said = json.loads(ended.stderr)
    assert (said["event"], said["faults"]) == ("ended by a bug", ["KeyError < <string>:1 <module>"])


def test_the_libraries_that_call_services_do_not_log_each_call() -> None:
    program = (
        "import logging; from workers.logs import set_up_logs; set_up_logs('info');"
        " [logging.getLogger(each).info('called') for each in ('httpx', 'asyncssh', 'asyncssh.sftp', 'another')]"
    )

    ended = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, cwd=HERE, check=True)

    assert [json.loads(line)["logger"] for line in ended.stderr.splitlines()] == ["another"]
