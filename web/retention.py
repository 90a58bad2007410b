"""The HTTP API of retention: what the records schedule lets go, and its removal, part by part. For admins."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from activities.removing import DueKind, Removed, list_due_kinds, remove_some
from database.retention import DueCase
from schemas.messages import CaseNumber
from schemas.retention import DataKind
from schemas.texts import N_
from web.app_state import App
from web.audiences import Admin
from web.bodies import Router
from web.people import actor_of

router = Router(prefix="/api", tags=["retention"])


class LastCase(BaseModel):
    """The last case of the part before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CaseNumber
    closed_at: AwareDatetime


class RemovePart(BaseModel):
    """A part of the cases whose data of one kind are removed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: DataKind = Field(title=N_("Data"))
    after: LastCase | None = Field(default=None, title=N_("After this case"))


@router.get("/retention")
async def show_due(app_state: App, _: Admin) -> list[DueKind]:
    """Every kind of data: how long it is kept, and how many closed cases have some whose time is over."""
    return await list_due_kinds(app_state.services, now=app_state.now)


@router.post("/retention")
async def remove_part(asked: RemovePart, app_state: App, who: Admin) -> Removed:
    """Remove one kind of data of some cases; `last` is the case to continue after, null at the end."""
    beyond = DueCase(asked.after.id, asked.after.closed_at) if asked.after else None
    return await remove_some(app_state.services, asked.data, actor_of(who), beyond=beyond, now=app_state.now)
