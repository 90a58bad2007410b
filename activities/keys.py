"""Signed tokens, each valid for one purpose: sign-in links, sessions, the API, an owner's case."""

from dataclasses import dataclass
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeTimedSerializer


@dataclass(frozen=True)
class Keys:
    """Signs and reads tokens with the application's secret."""

    secret: str

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"towpath.{purpose}")

    def issue(self, purpose: str, value: str) -> str:
        """A token for this purpose only."""
        return str(self._signer(purpose).dumps(value))

    def sign_in_path(self, account: str) -> str:
        """The path of a personal sign-in link."""
        return f"/sign-in?token={quote(self.issue('link', account))}"

    def read(self, purpose: str, token: str, max_age: int | None = None) -> str | None:
        """The value of a token; None if it is forged, for another purpose, or older than `max_age` seconds."""
        try:
            return str(self._signer(purpose).loads(token, max_age=max_age))
        except BadSignature:
            return None
