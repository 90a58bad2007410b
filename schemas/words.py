"""Every closed list of facts, requests and pages. Journal and histories keep the values: rename nothing."""

from enum import StrEnum

from schemas.texts import N_, Spoken


class Stage(Spoken):
    """The stage of a case; it follows from the facts."""

    REPORTED = "reported", N_("Reported")
    VERIFICATION = "verification", N_("Verification")
    NOTICE = "notice", N_("Notice")
    TOW = "tow", N_("Tow")
    IMPOUND = "impound", N_("Impound")
    DISPOSAL = "disposal", N_("Disposal")
    CLOSED = "closed", N_("Closed")


class Outcome(Spoken):
    """How a case ended. Each outcome requires its own evidence (`rules.casework`)."""

    DUPLICATE = "duplicate", N_("Duplicate")
    DUPLICATE_ELSEWHERE = "duplicate_elsewhere", N_("Duplicate in another system")
    UNFOUNDED = "unfounded", N_("Unfounded")
    GONE_ON_ARRIVAL = "gone_on_arrival", N_("Gone on arrival")
    MOVED_BY_OWNER = "moved_by_owner", N_("Moved by owner")
    STOLEN_RECOVERED = "stolen_recovered", N_("Stolen and recovered")
    REFERRED_TO_OUTREACH = "referred_to_outreach", N_("Referred to outreach")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    RECLAIMED = "reclaimed", N_("Reclaimed")
    SURRENDERED = "surrendered", N_("Surrendered")
    WRONGLY_TOWED = "wrongly_towed", N_("Wrongly towed")
    AUCTIONED = "auctioned", N_("Auctioned")
    DISMANTLED = "dismantled", N_("Dismantled")
    CRUSHED = "crushed", N_("Crushed")


class Role(Spoken):
    """The role in which a person acts on a case. `SYSTEM` is the system itself."""

    RESIDENT = "resident", N_("Resident")
    OWNER = "owner", N_("Owner")
    LIENHOLDER = "lienholder", N_("Lienholder")
    OFFICER = "officer", N_("Officer")
    DISPATCHER = "dispatcher", N_("Dispatcher")
    SUPERVISOR = "supervisor", N_("Supervisor")
    CONTRACTOR = "contractor", N_("Contractor")
    LOT_KEEPER = "lot_keeper", N_("Lot keeper")
    HEARING_OFFICER = "hearing_officer", N_("Hearing officer")
    ADMIN = "admin", N_("Admin")
    SYSTEM = "system", N_("System")


class Channel(Spoken):
    """How a report came in."""

    WEB = "web", N_("Web")
    PHONE = "phone", N_("Phone")
    OFFICER = "officer", N_("Officer")
    IMPORT = "import", N_("Import")
    API = "api", N_("API")


class Door(Spoken):
    """The door through which a request came in, in words that follow "through". The system's own acts have none."""

    PAGE = "page", N_("a web page")
    API = "api", N_("the API")
    TERMINAL = "terminal", N_("the command line")
    """As the client says of itself: it speaks the same API."""
    OWNER_LINK = "owner_link", N_("an owner's link")
    TEMPORAL = "temporal", N_("Temporal")
    """With the account that the sender names: Temporal knows no accounts of ours."""


class VinCheck(Spoken):
    """49 CFR 565: only North American VINs must satisfy the check digit."""

    FITS = "fits", N_("Fits")
    DOES_NOT_FIT = "does_not_fit", N_("Does not fit")
    INCOMPLETE = "incomplete", N_("A character is missing")
    CANNOT_BE_JUDGED = "cannot_be_judged", N_("Cannot be checked")


class Stolen(Spoken):
    """Result of the stolen-vehicle check."""

    CLEAR = "clear", N_("Clear")
    STOLEN = "stolen", N_("Stolen")


class Registration(Spoken):
    """Result of the registration check."""

    VALID = "valid", N_("Valid")
    EXPIRED = "expired", N_("Expired")
    NOT_FOUND = "not_found", N_("Not found")


class Finding(Spoken):
    """The officer's conclusion at the car."""

    GONE = "gone", N_("Gone")
    NOT_ABANDONED = "not_abandoned", N_("Not abandoned")
    STILL_THERE = "still_there", N_("Still there, not yet abandoned")
    ABANDONED = "abandoned", N_("Abandoned")


class Condition(Spoken):
    """Signs that the officer checks on the form."""

    INOPERABLE = "inoperable", N_("Inoperable")
    FLAT_TIRES = "flat_tires", N_("Flat tires")
    MISSING_PARTS = "missing_parts", N_("Missing parts")
    BURNED = "burned", N_("Burned")
    BROKEN_GLASS = "broken_glass", N_("Broken glass")
    LEAKING = "leaking", N_("Leaking")
    NO_PLATE = "no_plate", N_("No plate")
    NO_INSPECTION = "no_inspection", N_("No inspection sticker")
    NO_VIN = "no_vin", N_("No VIN")


class Hold(Spoken):
    """Kinds of hold; the edition says what each one blocks."""

    POLICE_EVIDENCE = "police_evidence", N_("Police evidence")
    HEARING = "hearing", N_("Hearing")
    SERVICEMEMBER = "servicemember", N_("Active military service")
    BANKRUPTCY = "bankruptcy", N_("Bankruptcy")
    DWELLING = "dwelling", N_("Someone lives in the car")
    LITIGATION = "litigation", N_("Litigation")
    OPPOSITION = "opposed_sale", N_("Sale contested")
    GROUND_LOST = "ground_lost", N_("Legal basis no longer applies")


class PlateKind(Spoken):
    """Special plates, and plates of another car: a supervisor reviews them before a tow."""

    DISABLED = "disabled", N_("Disabled")
    CONSULAR = "consular", N_("Consular")
    GOVERNMENT = "government", N_("Government")
    RENTAL = "rental", N_("Rental")
    DEALER = "dealer", N_("Dealer")
    OTHER_VEHICLE = "other_vehicle", N_("Plate of another vehicle")


class ReviewSubject(Spoken):
    """What a supervisor reviews before a tow."""

    DWELLING = "dwelling", N_("Whether someone lives in the car")
    PLATE = "plate", N_("What the plate stands for")


class Ground(Spoken):
    """The ground of a tow order. Unpaid tickets alone are not a lawful ground (G9): the request is refused."""

    ABANDONED = "abandoned", N_("Abandoned")
    HAZARD = "hazard", N_("Hazard")
    UNPAID_TICKETS = "unpaid_tickets", N_("Unpaid tickets alone")


class MilitaryStatus(Spoken):
    """Result of the military-status check (50 U.S.C. 3958)."""

    NONE = "none", N_("Not on active duty, not recently")
    SERVES = "serves", N_("On active duty")
    ENDED = "ended", N_("Active duty has ended")


class HoldEffect(Spoken):
    """What a hold can block."""

    TOW = "tow", N_("Tow")
    RELEASE = "release", N_("Release")
    BILLING = "billing", N_("Billing")
    DISPOSAL = "disposal", N_("Disposal")


class Party(Spoken):
    """The party to whom a letter is addressed."""

    OWNER = "owner", N_("Owner")
    LIENHOLDER = "lienholder", N_("Lienholder")


class Notice(Spoken):
    """Kinds of letter."""

    PRE_TOW = "pre_tow", N_("Notice before the tow")
    HAZARD_TOW = "hazard_tow", N_("Notice of the hazard tow")
    IMPOUND = "impound", N_("Notice of the impoundment")
    SECOND = "second", N_("Second notice")
    SALE = "sale", N_("Notice of the sale")
    CORRECTION = "correction", N_("Correction after the hearing")


class DeclineReason(Spoken):
    """Why a contractor declines an offer."""

    NO_TRUCK = "no_truck", N_("No truck")
    TOO_FAR = "too_far", N_("Too far")
    WRONG_EQUIPMENT = "wrong_equipment", N_("Wrong equipment")
    LOT_FULL = "lot_full", N_("Lot full")
    CLOSED_NOW = "closed_now", N_("Closed now")


class OrderState(Spoken):
    """State of a tow order's row. `OPEN` means accepted and not yet ended."""

    OFFERED = "offered", N_("Offered")
    OPEN = "open", N_("Accepted")
    DONE = "done", N_("Done")
    GONE = "gone", N_("Gone on arrival")
    DECLINED = "declined", N_("Declined")
    LAPSED = "lapsed", N_("Not answered in time")
    NO_SHOW = "no_show", N_("No-show")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class TowResult(Spoken):
    """How an accepted order ended: what `tow_vehicle` returns."""

    TOWED = "towed", N_("Towed")
    GONE = "gone", N_("Gone on arrival")
    NO_SHOW = "no_show", N_("No-show")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class WithdrawReason(Spoken):
    """Why an order was withdrawn."""

    STAFF = "staff", N_("Staff decision")
    HOLD = "hold", N_("Hold")
    MOVED = "moved", N_("Reported as moved")
    EXTENSION = "extension", N_("More time for the owner")
    INSPECTION = "inspection", N_("New inspection")
    RECORDS_CHECK = "records_check", N_("Records check")
    PARTIES = "parties", N_("Owner and lienholders")
    CORRECTION = "correction", N_("Corrected plate or VIN")
    HEARING = "hearing", N_("Hearing")
    LAW = "law", N_("New law")


class VehicleStatus(Spoken):
    """75 Pa.C.S. 7303.1 and 7309: the classification by the officer and by the salvor, each on their own."""

    WITH_VALUE = "with_value", N_("With value")
    SALVAGE = "salvage", N_("Salvage")
    NONREPAIRABLE = "nonrepairable", N_("Nonrepairable")


class Route(Spoken):
    """Routes of disposal."""

    AUCTION = "auction", N_("Auction")
    DISMANTLE = "dismantle", N_("Dismantle")
    CRUSH = "crush", N_("Crush")


class ReleaseTo(Spoken):
    """To whom a vehicle is released."""

    OWNER = "owner", N_("Owner")
    LIENHOLDER = "lienholder", N_("Lienholder")


class Paper(Spoken):
    """Documents shown at the counter."""

    IDENTITY = "identity", N_("Photo ID")
    REGISTRATION = "registration", N_("Registration")
    INSURANCE = "insurance", N_("Proof of insurance")
    TITLE = "title", N_("Title")
    LIEN = "lien", N_("Proof of the lien")


class Confidence(Spoken):
    """How well a number of the law is known: statute read, restated, general knowledge."""

    HIGH = "H", N_("Text read")
    MEDIUM = "M", N_("Restated")
    LOW = "L", N_("General knowledge, to be checked")


class Anchor(StrEnum):
    """The event a period runs from."""

    REPORTED = "reported"
    OBSERVED = "observed"
    DECLARED = "declared"
    MAILED = "mailed"
    IN_CUSTODY = "in_custody"
    REPORT_SUBMITTED = "report_submitted"
    HEARING_REQUESTED = "hearing_requested"
    HEARING_WON = "hearing_won"
    SOLD = "sold"
    POSTED = "posted"
    REFUSED = "refused"
    APPRAISED = "appraised"
    AUTHORIZED = "authorized"
    ADVERTISED = "advertised"
    SERVICE_ENDED = "service_ended"
    PARTIES_KNOWN = "parties_known"
    STEP_TAKEN = "step_taken"
    HEARING_LOST = "hearing_lost"
    RECORDS_CHECKED = "records_checked"
    SERVICE_CHECKED = "service_checked"
    LETTER_WRITTEN = "letter_written"


class Gate(Spoken):
    """A floor that the system waits for."""

    TOW = "tow", N_("Owner's notice period")
    DISPOSAL = "disposal", N_("Reclaim period")


class Task(Spoken):
    """The code of a task, which supplies a missing requirement."""

    RECORDS_CHECK = "records_check", N_("Records check")
    INSPECTION = "inspection", N_("Inspection")
    SECOND_OBSERVATION = "second_observation", N_("Second inspection")
    OUTREACH = "outreach", N_("Outreach")
    REVIEW = "review", N_("Review")
    LAW_QUESTION = "law_question", N_("Question of law")
    APPRAISAL = "appraisal", N_("Appraisal")
    SERVICE_CHECK = "service_check", N_("Military status (SCRA)")
    ADVERTISEMENT = "advertisement", N_("Advertisement of the sale")
    POLICE = "police", N_("Police")
    PARTIES = "parties", N_("Find owner and lienholders")
    LETTERS = "letters", N_("Letters")
    LATER_LETTERS = "later_letters", N_("Later letters")
    MAILING = "mailing", N_("Mailing")
    RENEWAL = "renewal", N_("Notice to reissue")
    STICKER = "sticker", N_("Notice on the car")
    OWNER_CALL = "owner_call", N_("Telephone call to the owner")
    NOTICE_PERIOD = "notice_period", N_("Notice period")
    EXTENSION_DECISION = "extension_decision", N_("Extension decision")
    MOVE_CHECK = "move_check", N_("Move check")
    REINSPECTION = "reinspection", N_("Reinspection")
    TOW_ORDER = "tow_order", N_("Tow order")
    OFFER = "offer", N_("Offer")
    ANSWER = "answer", N_("Contractor's answer")
    TOW = "tow", N_("Tow")
    INTAKE = "intake", N_("Intake")
    STATE_REPORT = "state_report", N_("State report")
    HEARING = "hearing", N_("Hearing")
    DUPLICATE_CHECK = "duplicate_check", N_("Possible duplicate")
    FREE_RETRIEVAL = "free_retrieval", N_("Free retrieval")
    REFUND = "refund", N_("Refund")
    FURTHER_STEPS = "further_steps", N_("Further steps")
    RECLAIM_PERIOD = "reclaim_period", N_("Reclaim period")
    OFFICER_STATUS = "officer_status", N_("Officer's classification")
    SALVOR_STATUS = "salvor_status", N_("Contractor's classification")
    AUTHORITY = "authority", N_("State authority")
    DISPOSAL = "disposal", N_("Disposal")
    DISPOSAL_REPORT = "disposal_report", N_("NMVTIS report")
    CLOSING = "closing", N_("Closing")
    HOLD = "hold", N_("Hold")
    FAILED_STEP = "failed_step", N_("Failed step")
    NOTHING = "nothing", N_("Nothing")


class FailureCause(Spoken):
    """Why a step of the system failed; the text of the fault goes to `statement`."""

    TIMED_OUT = "timed_out", N_("It took too long")
    FAULT = "fault", N_("An unforeseen fault")
    REFUSED = "refused", N_("The rules refused it")
    CANNOT_PRINT = "cannot_print", N_("A letter cannot be printed")
    NOBODY_LEFT = "nobody_left", N_("No contractor is left")


class Detail(Spoken):
    """What a report says of a car and its place, and people can correct."""

    ADDRESS = "address", N_("Address")
    PLACE = "place", N_("GPS location")
    PLATE = "plate", N_("Plate")
    PLATE_STATE = "plate_state", N_("Plate state")
    VIN = "vin", N_("VIN")
    MAKE = "make", N_("Make")
    MODEL = "model", N_("Model")
    COLOR = "color", N_("Color")
