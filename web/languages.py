"""The languages of the letters, for admins: which one is printed, what it lacks, and who has approved it."""

from dataclasses import dataclass
from datetime import date

from fastapi.responses import JSONResponse

from activities.languages import ApproveLanguage, LanguageState, Standing, approve, list_languages
from schemas.rulings import Refusal
from web.app_state import App, AppState
from web.audiences import Admin
from web.bodies import Router
from web.people import actor_of
from web.problems import refused

router = Router(prefix="/api", tags=["languages of the letters"])


@dataclass(frozen=True)
class LanguageShown:
    """A language of the letters; what it lacks is named by the English text of its messages."""

    language: str
    name: str
    standing: Standing
    printed: bool
    fingerprint: str
    messages: int
    missing: tuple[str, ...]
    fuzzy: tuple[str, ...]
    misfilled: tuple[str, ...]
    unprintable: tuple[str, ...]
    reviewer: str | None
    qualification: str | None
    reviewed_on: date | None
    sentence: str


def shown_language(state: LanguageState) -> LanguageShown:
    """A language as the API and the page show it."""
    catalog, approval = state.catalog, state.approval
    return LanguageShown(
        language=catalog.language.code,
        name=catalog.name,
        standing=state.standing,
        printed=state.printed,
        fingerprint=state.fingerprint,
        messages=catalog.messages,
        missing=catalog.missing,
        fuzzy=catalog.fuzzy,
        misfilled=catalog.misfilled,
        unprintable=catalog.unprintable,
        reviewer=approval.reviewer if approval else None,
        qualification=approval.qualification if approval else None,
        reviewed_on=approval.reviewed_on if approval else None,
        sentence=state.sentence,
    )


async def shown_languages(app_state: AppState) -> list[LanguageShown]:
    """Every language that the city has chosen."""
    async with app_state.services.pool.acquire() as connection:
        return [shown_language(each) for each in await list_languages(app_state.services, connection)]


@router.get("/languages")
async def read_languages(app_state: App, _: Admin) -> list[LanguageShown]:
    """The languages of the letters beside English: which one is printed, what it lacks, and who has approved it."""
    return await shown_languages(app_state)


@router.post("/languages", response_model=LanguageShown)
async def approve_language(asked: ApproveLanguage, app_state: App, who: Admin) -> LanguageShown | JSONResponse:
    """Record who has approved a translation, word for word as its fingerprint says."""
    done = await approve(app_state.services, asked, actor_of(who), now=app_state.now)
    return refused(done) if isinstance(done, Refusal) else shown_language(done)
