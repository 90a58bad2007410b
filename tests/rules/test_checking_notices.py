"""Letters that have a time of their own: what would never come, or never count, is found in the file of law."""

import pytest

from tests.rules.law_texts import IL, WA, planted
from tests.rules.test_checking import found_in

WAITS, WITHIN = 'not_before = "custody_120_hours"', 'within = "impound_notice"'
BOTH = '"impound", "second"'
SECOND, SALE = "notices.second.in_time", "notices.sale.not_before"

WRONG = [
    (
        WA,
        "notices.sale",
        WAITS,
        'not_before = "impound_notice"',
        SALE,
        "There is no floor 'impound_notice'.",
    ),
    (
        WA,
        "notices.sale",
        WAITS,
        'not_before = "reclaim"',
        SALE,
        "A letter can wait only for a period that runs from the tow.",
    ),
    (
        WA,
        "notices.impound",
        WITHIN,
        f"{WITHIN}\n{WAITS}",
        "notices.impound.not_before",
        "This letter is sent at once and cannot wait for a period.",
    ),
    (
        IL,
        "notices.second",
        'within = "second_notice"\n',
        "",
        SECOND,
        "needs a known period that runs from another notice.",
    ),
    (
        IL,
        "notices.second",
        '"second_notice"',
        '"impound_notice"',
        SECOND,
        "needs a known period that runs from another notice.",
    ),
    (
        IL,
        "periods.second_notice",
        "amount = 18",
        'amount = "unknown"',
        SECOND,
        "needs a known period that runs from another notice.",
    ),
    (
        IL,
        "notices.impound",
        '"owner", "lienholder"',
        '"owner"',
        SECOND,
        "Some recipients of this letter do not get the",
    ),
    (IL, "disposal.recycler", BOTH, '"impound"', SECOND, "No disposal option requires this letter"),
    (IL, "disposal.recycler", BOTH, '"second"', "disposal.recycler.notices", "follows one that is not required."),
]


@pytest.mark.parametrize(("code", "head", "old", "new", "where", "why"), WRONG)
def test_a_letter_whose_time_cannot_come_is_told(
    code: str, head: str, old: str, new: str, where: str, why: str
) -> None:
    faults = found_in(planted(code, head, old, new), code)

    assert [fault.where for fault in faults if why in fault.why] == [where]
