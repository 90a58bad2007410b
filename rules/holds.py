"""What a hold blocks, as questions of the guards."""

from rules import waiting_periods as waiting
from rules.requirements import Check, GuardContext, Requirements
from schemas.words import Hold, HoldEffect

STOPPED = {
    "may_open_tow_gate": HoldEffect.TOW,
    "may_tow": HoldEffect.TOW,
    "may_offer": HoldEffect.TOW,
    "may_accept": HoldEffect.TOW,
    "may_release": HoldEffect.RELEASE,
    "must_release": HoldEffect.RELEASE,
    "may_hand_over_contents": HoldEffect.RELEASE,
    "may_bill_storage": HoldEffect.BILLING,
    "may_open_disposal_gate": HoldEffect.DISPOSAL,
    "may_dispose": HoldEffect.DISPOSAL,
    "may_surrender": HoldEffect.DISPOSAL,
}
"""What a hold must block to block a question."""


def held(*kinds: Hold) -> dict[str, Check]:
    """The questions that a hold of these kinds can block."""

    def ask(context: GuardContext) -> Requirements:
        return waiting.nothing_held(context, kinds, STOPPED[context.question])

    return dict.fromkeys(STOPPED, ask)
