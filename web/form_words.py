"""Words of a form that its request does not have: one request that means two things, and forms that a desk fills in
for a contractor.
"""

from schemas.texts import N_

GONE = (N_("The car is not there"), N_("Take a photo of the empty place; the order ends."))
"""The end of a tow before the car is in the lot: the same request, said by its button and what that does."""

FOR_A_FIRM = N_("You tell it for the contractor: say in the notes how it was learned.")
"""What a desk reads on the forms of a truck."""
