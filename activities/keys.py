"""Signed tokens, each valid for one purpose: sign-in links, sessions and the API of people; an owner's case."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from database.sign_in import Credential

LINK, SESSION, API = "link", "session", "api"
"""The purposes of people's credentials."""

SKEW = timedelta(minutes=1)
"""How far the clocks of two machines may be apart."""


@dataclass(frozen=True)
class Keys:
    """Signs and reads tokens with the application's secret.

    Of several secrets, separated by commas, the first signs; the others read what they signed before.
    """

    secret: str

    def issue(self, purpose: str, value: str) -> str:
        """A token for this purpose only, without an end."""
        return str(self._signer(purpose).dumps(value))

    def read(self, purpose: str, token: str) -> str | None:
        """The value of a token; None if it is forged or for another purpose."""
        try:
            return str(self._signer(purpose).loads(token))
        except BadSignature:
            return None

    def issue_credential(self, purpose: str, account: str, now: datetime) -> str:
        """A credential of this account, issued at the real instant `now`. No two are the same."""
        return str(self._credentials(purpose).dumps([token_urlsafe(16), account, now.timestamp()]))

    def read_credential(self, purpose: str, token: str, now: datetime, lasts: timedelta) -> Credential | None:
        """What a credential says; None if it is forged, for another purpose, or older than `lasts`."""
        try:
            name, account, issued = self._credentials(purpose).loads(token)
        except BadSignature:
            return None
        issued_at = datetime.fromtimestamp(issued, UTC)
        found = Credential(name, account, issued_at, issued_at + lasts)
        return found if issued_at <= now + SKEW and now < found.expires_at else None

    def sign_in_path(self, account: str, now: datetime) -> str:
        """The path of a personal sign-in link."""
        return f"/sign-in?token={quote(self.issue_credential(LINK, account, now))}"

    @property
    def _oldest_first(self) -> list[str]:
        return self.secret.split(",")[::-1]

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._oldest_first, salt=f"towpath.{purpose}")

    def _credentials(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._oldest_first, salt=f"towpath.credential.{purpose}")
