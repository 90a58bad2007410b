"""The languages of the letters beside English: which are printed, and who has approved each translation.

Beyond training a letter is printed in a language only after a named person has approved exactly what it says. Until
then it goes out in English alone: no letter waits for a translation.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from activities.letter_catalogs import LetterCatalog
from activities.letter_language import TranslatedLanguage, day_in_words
from activities.services import Services
from database import languages
from database.connection import Connection, transaction
from database.languages import Approval
from schemas.messages import Actor, Code
from schemas.rulings import Refusal
from schemas.texts import N_, Spoken

SHORT = 12
"""As many characters of a fingerprint are shown, and are enough to name it."""


class Standing(Spoken):
    """How far a translation is."""

    APPROVED = "approved", N_("approved")
    DRAFT = "draft", N_("a draft that nobody has approved")
    STALE = "stale", N_("stale: it says something else since it was approved")
    INCOMPLETE = "incomplete", N_("not complete")
    UNPRINTABLE = "unprintable", N_("not printable: the letters have no glyph for some of its characters")


@dataclass(frozen=True)
class LanguageState:
    """A language that the city has chosen; `approval` is that of exactly this translation, else the last one."""

    catalog: LetterCatalog
    standing: Standing
    approval: Approval | None
    printed: bool

    @property
    def fingerprint(self) -> str:
        """What stands for all that the translation says now."""
        return self.catalog.language.fingerprint[:SHORT]

    @property
    def sentence(self) -> str:
        """`Spanish (es): a draft that nobody has approved. Letters go out in English alone.`"""
        catalog = self.catalog
        parts = [f"{catalog.name} ({catalog.language.code}): {self.standing.words}{self._by()}.", self._lacks()]
        effect = "Letters are printed in it too." if self.printed else "Letters go out in English alone."
        return " ".join(part for part in (*parts, effect) if part)

    def _by(self) -> str:
        if self.approval is None or self.standing is Standing.DRAFT:
            return ""
        last = "" if self.standing is Standing.APPROVED else ", last approved"
        day = day_in_words(self.approval.reviewed_on)
        return f"{last} by {self.approval.reviewer}, {self.approval.qualification}, on {day}"

    def _lacks(self) -> str:
        """How many messages are missing or doubtful, and which characters have no glyph."""
        catalog = self.catalog
        counts = {
            "not translated": len(catalog.missing),
            "fuzzy": len(catalog.fuzzy),
            "with wrong placeholders": len(catalog.misfilled),
        }
        lacks = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        glyphs = f" No glyph: {' '.join(map(ascii, catalog.unprintable))}." if catalog.unprintable else ""
        return (f"Of {catalog.messages} messages: {lacks}." if lacks else "") + glyphs


async def list_languages(services: Services, connection: Connection) -> list[LanguageState]:
    """Every language that the city has chosen."""
    approvals = await languages.list_approvals(connection) if services.languages else []
    return [_state(each, approvals, training=services.pace.is_training) for each in services.languages]


def _state(catalog: LetterCatalog, approvals: list[Approval], *, training: bool) -> LanguageState:
    own = [each for each in approvals if each.language == catalog.language.code]
    exact = next((each for each in own if each.fingerprint == catalog.language.fingerprint), None)
    approval = exact or next(iter(own), None)
    standing = _standing(catalog, exact, approval)
    printed = standing is Standing.APPROVED or (training and standing is not Standing.UNPRINTABLE)
    return LanguageState(catalog, standing, approval, printed)


def _standing(catalog: LetterCatalog, exact: Approval | None, last: Approval | None) -> Standing:
    if catalog.unprintable:
        return Standing.UNPRINTABLE
    if not catalog.is_complete:
        return Standing.INCOMPLETE
    if exact:
        return Standing.APPROVED
    return Standing.STALE if last else Standing.DRAFT


async def languages_to_print(services: Services, connection: Connection) -> list[tuple[TranslatedLanguage, bool]]:
    """The languages in which a letter is printed now, each with whether it is still a draft."""
    states = await list_languages(services, connection)
    return [(each.catalog.language, each.standing is not Standing.APPROVED) for each in states if each.printed]


class ApproveLanguage(BaseModel):
    """A translation, by its fingerprint as it is shown, and the person who reviewed it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    language: Code = Field(title=N_("Language"))
    fingerprint: str = Field(title=N_("Fingerprint"), min_length=SHORT, max_length=64)
    reviewer: str = Field(title=N_("Reviewed by"), min_length=2, max_length=100)
    qualification: str = Field(title=N_("Qualification"), min_length=2, max_length=200)
    reviewed_on: date = Field(title=N_("Reviewed on"))


async def approve(
    services: Services, asked: ApproveLanguage, actor: Actor, *, now: datetime
) -> LanguageState | Refusal:
    """Record who approved a translation, at the real instant `now`. Refused unless it can be printed as it is."""
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        await services.compare_clocks(connection)
        states = {each.catalog.language.code: each for each in await list_languages(services, connection)}
        state = states.get(asked.language)
        if refusal := _refusal(state, asked, moment.astimezone(services.law(services.edition).tz).date()):
            return refusal
        approval = _approval(states[asked.language], asked, actor, moment)
        await languages.insert_approval(connection, approval)
    return replace(states[asked.language], standing=Standing.APPROVED, approval=approval, printed=True)


def _refusal(state: LanguageState | None, asked: ApproveLanguage, today: date) -> Refusal | None:
    if state is None:
        return Refusal(code="no_such_language", reason=f"The city file names no language {asked.language}.")
    if state.standing in (Standing.INCOMPLETE, Standing.UNPRINTABLE):
        return Refusal(code="not_complete", reason=state.sentence)
    if not state.catalog.language.fingerprint.startswith(asked.fingerprint):
        reason = f"The translation was changed since: its fingerprint is {state.fingerprint}."
        return Refusal(code="stale_translation", reason=reason)
    if asked.reviewed_on > today:
        return Refusal(code="in_the_future", reason="The date of the review is in the future.")
    return None


def _approval(state: LanguageState, asked: ApproveLanguage, actor: Actor, moment: datetime) -> Approval:
    return Approval(
        language=asked.language,
        fingerprint=state.catalog.language.fingerprint,
        reviewer=asked.reviewer,
        qualification=asked.qualification,
        reviewed_on=asked.reviewed_on,
        recorded_by=actor.account,
        recorded_at=moment,
    )
