"""`CaseChanges` has the same fields as `Case`, with the same types."""

from typing import get_type_hints

from schemas.case import Case
from schemas.case_changes import CaseChanges


def test_a_change_of_a_case_names_its_fields_with_their_types() -> None:
    fields = {name: field.rebuild_annotation() for name, field in Case.model_fields.items()}

    assert get_type_hints(CaseChanges, include_extras=True) == fields
    assert list(CaseChanges.__annotations__) == list(Case.model_fields)


def test_no_field_of_a_change_is_required() -> None:
    assert CaseChanges.__required_keys__ == frozenset()
