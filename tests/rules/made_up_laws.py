"""Invented laws, because in Philadelphia no hold blocks everything, and every number is known."""

from typing import Any

from rules.law import DutyRule, Edition
from schemas.law import Duty
from schemas.words import Confidence, HoldEffect
from tests.rules.cars import LAW


def law_with(**parts: dict[Any, Any]) -> Edition:
    """The law of Philadelphia with new or changed rules."""
    return LAW.model_copy(update={name: {**getattr(LAW, name), **rules} for name, rules in parts.items()})


def duty(text: str) -> DutyRule:
    """A duty of an invented law."""
    return DutyRule(text=text, citation="Made-up Code 1", confidence=Confidence.HIGH, source="made up")


STRICT = law_with(
    holds={kind: rule.model_copy(update={"stops": tuple(HoldEffect)}) for kind, rule in LAW.holds.items()}
)
OLD = {"text": "It holds for a time", "amount": 41, "kind": "ceiling", "ends_on_working_day": False}
AGEING = law_with(
    periods={"latest": LAW.periods["reclaim"].model_copy(update=OLD)},
    disposal={"with_value": LAW.disposal["with_value"].model_copy(update={"ceilings": ("latest",)})},
)
ASKING = law_with(
    duties={Duty.APPRAISAL: duty("The value is named"), Duty.ADVERTISEMENT: duty("The sale was advertised")}
)
UNKNOWING = law_with(periods={"reclaim": LAW.periods["reclaim"].model_copy(update={"amount": None})})
