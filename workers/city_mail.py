"""Who mails the letters, in the city file."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workers.city_server import check_server

MARGIN_OF_A_HOUSE = 7
"""A mail house takes days to mail a letter: a shorter margin would have each one written again."""


class MailEntry(BaseModel):
    """Who mails the letters, and when the batch of a day is made: at this hour of the city's day.

    `by`: a mail `house` at an address, one that takes `files`, or takes them over `sftp`, or our own `mail_room`, which
    is also what a house without an address comes to, except in a training copy. `host_key` is that of the server over
    SFTP; `mailer_id` our id at the postal service, if we give the certified numbers; `margin_days` how long after its
    writing a letter may be mailed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Literal["house", "files", "sftp", "mail_room"] = "mail_room"
    url: str | None = None
    host_key: str | None = None
    hour: int = Field(default=15, ge=0, le=23)
    seconds: float = Field(default=60, gt=0, le=300)
    mailer_id: str | None = Field(default=None, pattern="^([0-9]{6}|[0-9]{9})$")
    margin_days: int | None = Field(default=None, ge=1, le=14)

    @property
    def is_house(self) -> bool:
        """Whether others mail the letters and tell what became of each."""
        return self.by in ("files", "sftp") or (self.by == "house" and self.url is not None)

    def at(self, url: str) -> "MailEntry":
        """The same at another address, which may be one over HTTP. Files and our own mail room have none."""
        if self.by not in ("house", "sftp"):
            return self
        by = "sftp" if self.by == "sftp" and url.startswith("sftp:") else "house"
        return self.model_copy(update={"by": by, "url": url})

    @model_validator(mode="after")
    def _server_is_known(self) -> Self:
        if self.by == "sftp":
            check_server(self.url, self.host_key, "a mail house")
        return self


OF_MAIL = {
    "literal_error": "the letters are mailed by a `house`, by one that takes `files`, by one that takes them over"
    " `sftp`, or by the `mail_room`",
    "string_pattern_mismatch": "a mailer id has 6 or 9 digits",
    "extra_forbidden": "this is not known. The section has `by`, `url`, `hour`, `seconds`, `mailer_id`, `margin_days`,"
    " `host_key`",
}
"""What is wrong with an entry under `mail`, by the type of the error."""
