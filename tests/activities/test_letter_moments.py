"""An instant on a letter is in the city's time, in words that no reader takes for another day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from activities.letter_language import TranslatedLanguage, in_words

PHILADELPHIA = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 12, 4, 59, tzinfo=UTC), "11:59 p.m. on Friday, December 11, 2026"),
        (datetime(2026, 12, 12, 5, 0, tzinfo=UTC), "11:59 p.m. on Friday, December 11, 2026"),
        (datetime(2026, 7, 4, 16, 5, tzinfo=UTC), "12:05 p.m. on Saturday, July 4, 2026"),
        (datetime(2026, 7, 4, 4, 1, tzinfo=UTC), "12:01 a.m. on Saturday, July 4, 2026"),
    ],
)
def test_an_instant_is_printed_in_the_citys_time(moment: datetime, words: str) -> None:
    assert in_words(moment, PHILADELPHIA) == words


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its time zone"):
        in_words(datetime(2026, 12, 11, 23, 59), PHILADELPHIA)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 12, 5, 0, tzinfo=UTC), "viernes, 11 de diciembre de 2026 (11:59 p.m.)"),
        (datetime(2026, 7, 4, 16, 5, tzinfo=UTC), "sábado, 4 de julio de 2026 (12:05 p.m.)"),
        (datetime(2026, 7, 4, 4, 1, tzinfo=UTC), "sábado, 4 de julio de 2026 (12:01 a.m.)"),
    ],
)
def test_an_instant_is_the_same_in_another_language(moment: datetime, words: str) -> None:
    spanish = TranslatedLanguage("es").moment(moment, PHILADELPHIA)

    assert spanish.replace("\u202f", " ") == words
