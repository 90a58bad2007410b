"""Words of forms that differ from those of the request: a tow that found no car, and reports for a contractor."""

from schemas.texts import N_

GONE = (N_("Report that the car is gone"), N_("Take a photo of the empty place. The order ends."))
"""The button and help of `report_done` while the car is not in the lot: the car was not there."""

FOR_A_FIRM = N_("You report this for the contractor. Say in the notes how you know.")
"""The help text for staff on the forms of a contractor."""
