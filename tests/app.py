"""The web app as tests use it: its routes are built once, which takes longer than most tests."""

from copy import copy
from functools import cache
from typing import cast

from fastapi import FastAPI
from starlette.datastructures import State

from web.app import create_app
from web.app_state import AppState


@cache
def _without_app_state() -> FastAPI:
    return create_app(cast(AppState, None))


def app_of(app_state: AppState) -> FastAPI:
    """The app of this house; it shares its routes with the apps of other tests, and nothing else."""
    app = copy(_without_app_state())
    app.state = State({"app_state": app_state})
    return app
