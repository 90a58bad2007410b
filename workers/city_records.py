"""What checks the records, in the city file."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.records import RecordsQuestion
from workers.city_server import check_server

RATE = 2.5
"""How many cases a second a service is asked about, unless the city says otherwise."""


class RecordsEntry(BaseModel):
    """What answers about records, and what it is asked without a person.

    `by`: a `service` at an address, which answers at once; or a system that takes `files`, or takes them over `sftp`,
    and answers overnight. A service without an address is asked by a training copy alone, its training city. `rate` is
    in cases a second, over all workers; `seconds` is how long one answer may take. The file of a day is made after this
    `hour` of the city's day, and answered within so many working `days`. `host_key` is that of the server over SFTP.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Literal["service", "files", "sftp"] = "service"
    url: str | None = None
    host_key: str | None = None
    asks: frozenset[RecordsQuestion] = Field(min_length=1)
    rate: float = Field(default=RATE, gt=0, le=1000)
    seconds: float = Field(default=10, gt=0, le=20)
    hour: int = Field(default=20, ge=0, le=23)
    days: int = Field(default=2, ge=1, le=10)

    def at(self, url: str | None) -> "RecordsEntry | None":
        """The same at another address, if one is given, perhaps one over HTTP; None without any. Files have none."""
        if self.by == "files":
            return self
        address = url or self.url
        if not address:
            return None
        by = "sftp" if self.by == "sftp" and address.startswith("sftp:") else "service"
        return self.model_copy(update={"by": by, "url": address})

    @model_validator(mode="after")
    def _server_is_known(self) -> Self:
        if self.by == "sftp":
            check_server(self.url, self.host_key, "a records system")
        return self


OF_RECORDS = {
    "enum": f"this cannot be asked. There are: {', '.join(RecordsQuestion)}",
    "too_short": f"nothing is asked. Leave the section out, or name some of: {', '.join(RecordsQuestion)}",
    "missing": "this is missing. It says what the records service is asked",
    "literal_error": "the records are checked by a `service`, by a system that takes `files`, or by one that takes"
    " them over `sftp`",
    "extra_forbidden": "this is not known. The section has `by`, `url`, `asks`, `rate`, `seconds`, `hour`, `days` and"
    " `host_key`",
}
"""What is wrong with an entry under `records`, by the type of the error."""
