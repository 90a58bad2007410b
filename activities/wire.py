"""The data converter: messages as pydantic JSON. Of an exception only the type crosses the wire, not its message.

Histories are kept, and a message may hold personal data: PostgreSQL quotes the row that it could not write.
"""

from dataclasses import replace

from pydantic import ValidationError
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import FailureError


class RedactingFailureConverter(DefaultFailureConverter):
    """Keeps the message of an exception raised for Temporal; of every other one only type and place."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Write an exception as a failure."""
        super().to_failure(exception, payload_converter, failure)
        if not isinstance(exception, FailureError):
            failure.message = _said(exception)


def _said(fault: BaseException) -> str:
    """The type of an exception; for a message that fails validation, its fields with the reasons, without the input."""
    wrong = fault if isinstance(fault, ValidationError) else fault.__cause__
    if not isinstance(wrong, ValidationError):
        return type(fault).__name__
    found = wrong.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in found)


WIRE = replace(pydantic_data_converter, failure_converter_class=RedactingFailureConverter)
"""The one data converter of workers and clients."""
