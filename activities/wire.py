"""How messages travel to the engine: as pydantic writes them. Of a fault its kind travels, never its words.

Histories are kept, and the words of a fault may be somebody's: PostgreSQL quotes the row that it could not write.
"""

from dataclasses import replace

from pydantic import ValidationError
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import FailureError


class Discreet(DefaultFailureConverter):
    """What is raised for Temporal keeps its words; of everything else the kind and the place are told."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Write an exception as a failure."""
        super().to_failure(exception, payload_converter, failure)
        if not isinstance(exception, FailureError):
            failure.message = _said(exception)


def _said(fault: BaseException) -> str:
    """The kind of a fault; of a message that is not understood the fields with their reasons, without what was sent."""
    wrong = fault if isinstance(fault, ValidationError) else fault.__cause__
    if not isinstance(wrong, ValidationError):
        return type(fault).__name__
    found = wrong.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in found)


WIRE = replace(pydantic_data_converter, failure_converter_class=Discreet)
"""The one data converter of workers and clients."""
