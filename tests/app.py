"""The web app as tests use it: its routes are built once, which takes longer than most tests."""

from copy import copy
from functools import cache
from typing import cast

from fastapi import FastAPI
from starlette.datastructures import State

from web.app import create_app
from web.house import House


@cache
def _without_house() -> FastAPI:
    return create_app(cast(House, None))


def app_of(house: House) -> FastAPI:
    """The app of this house; it shares its routes with the apps of other tests, and nothing else."""
    app = copy(_without_house())
    app.state = State({"house": house})
    return app
