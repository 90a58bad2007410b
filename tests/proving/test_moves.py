"""Every permitted request is tried, or listed with the reason why it is not."""

import pytest

from proving.moves import NOT_TRIED, parts_of
from rules.library import find_edition, list_editions
from rules.requests import BY_REQUEST


@pytest.mark.parametrize("code", list_editions())
def test_every_permitted_request_is_tried_or_has_its_reason(code: str) -> None:
    tried = set(parts_of(find_edition(code)))

    assert tried | set(NOT_TRIED) == set(BY_REQUEST), "Add the request to proving/moves.py."
    assert not tried & set(NOT_TRIED)
    assert all(reason.endswith(".") for reason in NOT_TRIED.values())
