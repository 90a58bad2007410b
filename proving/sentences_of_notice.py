"""What must be true of when letters are written and mailed, where the law gives them a time of their own."""

from proving.counting import has_run
from proving.exploring import Edge
from proving.sentences import all_in, sentence
from rules.law import Edition
from schemas.words import Notice


def _waits(law: Edition) -> bool:
    """Whether some letter of this edition waits for a floor."""
    return any(rule.not_before for rule in law.notices.values())


@sentence("No letter is written before the time for which its notice waits is over.", "letter_written", where=_waits)
def not_early(edge: Edge, law: Edition) -> bool | None:
    rule = law.notices.get(getattr(edge.fact, "notice", Notice.IMPOUND))
    code, (case, now) = rule.not_before if rule else None, edge.before
    return has_run(case, law, code, case.hooked_at, now) if code else None


NOTICE_SENTENCES = all_in(globals())
