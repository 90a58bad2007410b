"""The web application for tests. Its routes are built once, because that takes longer than most tests."""

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
    """An application with this state. It shares its routes with those of other tests, and nothing else."""
    app = copy(_without_app_state())
    app.state = State({"app_state": app_state})
    return app
