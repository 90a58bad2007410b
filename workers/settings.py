"""All settings in one place; the defaults run on a laptop and listen on loopback only."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).resolve().parent.parent
SAMPLE = HERE / "sample" / "week.jsonl"
DAY_SECONDS = 86_400
MAY_BE_EMPTY = (
    "secret",
    "encryption_keys",
    "public_url",
    "database_owner_url",
    "records_url",
    "records_token",
    "records_key_file",
    "records_folder",
    "mail_url",
    "mail_token",
    "mail_key_file",
    "mail_folder",
    "photos",
    "photos_endpoint",
    "photos_key_id",
    "photos_key_secret",
)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY_SECONDS}


class Settings(BaseSettings):
    """Settings from the environment, each with the prefix TOWPATH_; Temporal's own variables keep their names."""

    model_config = SettingsConfigDict(env_prefix="TOWPATH_", frozen=True, extra="ignore", populate_by_name=True)

    data: Path = Field(default=HERE / "data", description="Data directory of the embedded stack; it survives restarts.")
    host: str = Field(default="127.0.0.1", description="Address that the web process listens on.")
    port: int = Field(default=8311, description="Port that the web process listens on; 0 chooses a free one.")
    public_url: str | None = Field(default=None, description="Public address, used in links.")
    database_url: str | None = Field(
        default=None, description="PostgreSQL to use instead of the embedded one: postgresql://user@host/name."
    )
    database_owner_url: str | None = Field(
        default=None,
        description="The same database as the role that owns its tables; only the set-up uses it. Without it"
        " `TOWPATH_DATABASE_URL` does both.",
    )
    temporal_address: str | None = Field(
        default=None,
        validation_alias="TEMPORAL_ADDRESS",
        description="Temporal server to use instead of the embedded one: host:port.",
    )
    temporal_namespace: str = Field(
        default="default", validation_alias="TEMPORAL_NAMESPACE", description="Temporal namespace of our workflows."
    )
    temporal_port: int = Field(default=0, description="Port of the embedded Temporal server; 0 chooses a free one.")
    temporal_ui_port: int = Field(default=8312, description="Port of the embedded Temporal's web UI.")
    account: str = Field(default="admin-1", description="Account that the command line acts as.")
    queue: str = Field(default="towpath", description="Task queue that workers listen to.")
    secret: SecretStr | None = Field(
        default=None,
        description="Signs links and sessions, 32 characters or more; old ones behind it, by commas, still read what"
        " they signed. The embedded stack creates and stores its own.",
    )
    encryption_keys: SecretStr | None = Field(
        default=None,
        description="Fernet keys of the keys of encrypted rows, by commas; the first one encrypts.",
    )
    temporal_door: Literal["open", "closed"] = Field(
        default="open",
        description="Whether requests through Temporal are accepted; its callers name the account.",
    )
    session_hours: float = Field(default=12, gt=0, le=720, description="Hours after which a person signs in again.")
    proxies: str = Field(
        default="127.0.0.1",
        description="Addresses or networks of reverse proxies, by commas, whose X-Forwarded-For is believed.",
    )
    world_port: int = Field(
        default=0, description="Port of the training city, which plays the systems outside; 0 chooses a free one."
    )
    records_url: str | None = Field(
        default=None, description="Address of the records service, instead of that of the city file."
    )
    records_token: SecretStr | None = Field(
        default=None, description="What we show to the records service, as `Authorization: Bearer`."
    )
    records_key_file: Path | None = Field(
        default=None,
        description="File with the private key, without a passphrase, that we show to a records system over SFTP.",
    )
    records_folder: Path | None = Field(
        default=None,
        description="Folder in which questions about records are put out, and answers of a records system come in;"
        " without it `records` in the data directory.",
    )
    mail_url: str | None = Field(
        default=None, description="Address of the mail house, instead of that of the city file."
    )
    mail_token: SecretStr | None = Field(
        default=None, description="What we show to the mail house, as `Authorization: Bearer`."
    )
    mail_key_file: Path | None = Field(
        default=None,
        description="File with the private key, without a passphrase, that we show to a mail house over SFTP.",
    )
    mail_folder: Path | None = Field(
        default=None,
        description="Folder in which batches of letters are put out, and answers of a mail house come in; without it"
        " `mail` in the data directory.",
    )
    photos: str | None = Field(
        default=None,
        description="Folder for the content of photos, or `s3://bucket/prefix` in an S3-compatible store; without"
        " it they are in the database.",
    )
    photos_endpoint: str | None = Field(
        default=None, description="Address of the S3-compatible store; without it Amazon S3 in the region."
    )
    photos_region: str = Field(default="us-east-1", description="Region of the bucket for photos.")
    photos_key_id: str | None = Field(default=None, description="Id of the access key to the bucket for photos.")
    photos_key_secret: SecretStr | None = Field(
        default=None, description="Secret of the access key to the bucket for photos."
    )
    answer_seconds: float = Field(default=900, gt=0, description="Real seconds a contractor has to answer an offer.")
    arrival_seconds: float = Field(default=5400, gt=0, description="Real seconds from acceptance to the end of a tow.")
    city: Path = Field(
        default=HERE / "city.toml", description="TOML file of the city's people, contractors, lots and fees."
    )
    edition: str = Field(default="us-pa-philadelphia.2026-01-01", description="Edition of the law for new cases.")
    pace: str | None = Field(
        default=None,
        description="How fast case time runs: 1 for production, 1d=60s for training; else that of the data directory.",
    )
    clock: str | None = Field(default=None, description="The training clock as JSON, passed to child processes.")
    allow_training_outside: bool = Field(default=False, description="Allow training pace with external servers.")
    log: Literal["debug", "info", "warning"] = Field(default="info", description="Minimum level that is logged.")

    @field_validator(*MAY_BE_EMPTY, mode="before")
    @classmethod
    def _empty_is_not_set(cls, given: Any) -> Any:
        """An empty variable is one that somebody forgot to fill."""
        return None if given == "" else given

    @field_validator("public_url")
    @classmethod
    def _ends_without_slash(cls, given: str | None) -> str | None:
        """Paths follow it."""
        return given.strip().rstrip("/") if given else given

    @property
    def address(self) -> str:
        """The URL at which people reach the application."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"


def parse_pace(text: str | None) -> float | None:
    """How many seconds of case time pass in a real second: `1d=60s` is 1440. Raises ValueError with a sentence."""
    if text is None:
        return None
    if text == "1":
        return 1.0
    case, _, real = text.partition("=")
    try:
        factor = _seconds(case) / _seconds(real)
    except (KeyError, ValueError, ZeroDivisionError, IndexError):
        factor = 0.0
    if factor <= 0:
        raise ValueError(f"The pace {text!r} is not valid. Use 1 or, for example, 1d=60s.")
    return factor


def _seconds(text: str) -> float:
    return float(text[:-1]) * UNITS[text[-1]]
