"""Faults of the rules that the exploration has found and that are not mended yet, each with its reason."""

from schemas.words import Thing

ASKED_AGAIN: dict[Thing, str] = {
    Thing.SERVICE_CHECK: "The answer that the service has ended is asked for again, also when the protected time after"
    " it is over: `rules/next_after_the_tow.py` takes the floor that is still running for a check that is missing.",
}
"""Tasks that are the next one again after somebody has done them. A test fails once one of them is not found."""

STUCK: dict[Thing, str] = {
    Thing.FREE_RETRIEVAL: "The owner who has won a hearing is told to fetch the car although a hold stops its release:"
    " `rules/next_after_the_tow.py` names the retrieval where it should name the hold.",
}
"""Tasks that nobody can do while a hold is on, in worlds with two acts out of the ordinary."""
