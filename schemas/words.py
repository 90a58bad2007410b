"""The words of the house: every closed list that facts, requests and pages share.

Values are written to the journal and to histories: add freely, rename nothing.
"""

from enum import StrEnum

from schemas.texts import N_, Spoken


class Stage(StrEnum):
    """Where a case is; it follows from the facts."""

    REPORTED = "reported"
    VERIFICATION = "verification"
    NOTICE = "notice"
    TOW = "tow"
    IMPOUND = "impound"
    DISPOSAL = "disposal"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended. Each demands its own evidence (`rules.closing`)."""

    DUPLICATE = "duplicate"
    DUPLICATE_ELSEWHERE = "duplicate_elsewhere"
    UNFOUNDED = "unfounded"
    GONE_ON_ARRIVAL = "gone_on_arrival"
    MOVED_BY_OWNER = "moved_by_owner"
    STOLEN_RECOVERED = "stolen_recovered"
    REFERRED_TO_OUTREACH = "referred_to_outreach"
    WITHDRAWN = "withdrawn"
    RECLAIMED = "reclaimed"
    SURRENDERED = "surrendered"
    WRONGLY_TOWED = "wrongly_towed"
    AUCTIONED = "auctioned"
    DISMANTLED = "dismantled"
    CRUSHED = "crushed"


class Role(StrEnum):
    """What a named person may be to a case. `ENGINE` is Towpath itself."""

    RESIDENT = "resident"
    OWNER = "owner"
    OFFICER = "officer"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    CONTRACTOR = "contractor"
    LOT_KEEPER = "lot_keeper"
    HEARING_OFFICER = "hearing_officer"
    ADMIN = "admin"
    ENGINE = "engine"


class Channel(StrEnum):
    """How a report came in."""

    WEB = "web"
    PHONE = "phone"
    OFFICER = "officer"
    IMPORT = "import"
    API = "api"


class VinCheck(StrEnum):
    """49 CFR 565: only North-American numbers must satisfy the check digit."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    CANNOT_BE_JUDGED = "cannot_be_judged"


class Stolen(StrEnum):
    """Answer of the stolen-vehicle register."""

    CLEAR = "clear"
    STOLEN = "stolen"


class Registration(StrEnum):
    """Answer of the registration authority."""

    VALID = "valid"
    EXPIRED = "expired"
    EXPIRED_OVER_90_DAYS = "expired_over_90_days"
    NOT_FOUND = "not_found"


class Finding(StrEnum):
    """What the officer concludes on the spot."""

    GONE = "gone"
    NOT_ABANDONED = "not_abandoned"
    STILL_THERE = "still_there"
    ABANDONED = "abandoned"


class Condition(StrEnum):
    """Signs the officer ticks."""

    INOPERABLE = "inoperable"
    FLAT_TYRES = "flat_tyres"
    MISSING_PARTS = "missing_parts"
    BURNED = "burned"
    BROKEN_GLASS = "broken_glass"
    LEAKING = "leaking"
    NO_PLATE = "no_plate"
    NO_INSPECTION = "no_inspection"
    NO_VIN = "no_vin"


class Hold(StrEnum):
    """Kinds of hold; the edition says what each one stops."""

    POLICE_EVIDENCE = "police_evidence"
    HEARING = "hearing"
    SERVICEMEMBER = "servicemember"
    BANKRUPTCY = "bankruptcy"
    DWELLING = "dwelling"
    LITIGATION = "litigation"
    OPPOSITION = "opposed_sale"
    GROUND_LOST = "ground_lost"


class PlateKind(StrEnum):
    """Plates that stand for a right of their own, or that are not this car's: a person looks into it first."""

    DISABLED = "disabled"
    CONSULAR = "consular"
    GOVERNMENT = "government"
    RENTAL = "rental"
    DEALER = "dealer"
    OTHER_VEHICLE = "other_vehicle"


class Matter(Spoken):
    """What a supervisor looks into before a tow."""

    DWELLING = "dwelling", N_("Whether someone lives in the car")
    PLATE = "plate", N_("What the plate stands for")


class Ground(StrEnum):
    """What an order to tow rests on. Unpaid tickets alone are no ground (G9): who gives it is told so."""

    ABANDONED = "abandoned"
    HAZARD = "hazard"
    UNPAID_TICKETS = "unpaid_tickets"


class Service(StrEnum):
    """Answer of the register of military service (50 U.S.C. 3958)."""

    NONE = "none"
    SERVES = "serves"
    ENDED = "ended"


class Stops(Spoken):
    """What a hold can stop."""

    TOW = "tow", N_("Tow")
    RELEASE = "release", N_("Release")
    BILLING = "billing", N_("Billing")
    DISPOSAL = "disposal", N_("Disposal")


class Party(StrEnum):
    """Whom a letter is for."""

    OWNER = "owner"
    LIENHOLDER = "lienholder"


class Notice(Spoken):
    """Kinds of letter."""

    PRE_TOW = "pre_tow", N_("Notice before the tow")
    HAZARD_TOW = "hazard_tow", N_("Notice of the hazard tow")
    IMPOUND = "impound", N_("Notice of the impoundment")
    SECOND = "second", N_("Second notice")
    SALE = "sale", N_("Notice of the sale")
    CORRECTION = "correction", N_("Correction after the hearing")


class MailReturn(StrEnum):
    """Why the post brought a letter back."""

    UNCLAIMED = "unclaimed"
    REFUSED = "refused"
    UNDELIVERABLE = "undeliverable"


class FurtherStep(StrEnum):
    """What was done after a letter came back (Jones v. Flowers, 547 U.S. 220)."""

    REGULAR_MAIL = "regular_mail"
    POSTED_ON_VEHICLE = "posted_on_vehicle"
    SECOND_ADDRESS = "second_address"
    PUBLICATION = "publication"


class DeclineReason(StrEnum):
    """Why a contractor does not take an offer."""

    NO_TRUCK = "no_truck"
    TOO_FAR = "too_far"
    WRONG_EQUIPMENT = "wrong_equipment"
    LOT_FULL = "lot_full"
    CLOSED_NOW = "closed_now"


class OrderState(StrEnum):
    """State of a tow order's row. `OPEN` means accepted and not yet ended."""

    OFFERED = "offered"
    OPEN = "open"
    DONE = "done"
    GONE = "gone"
    DECLINED = "declined"
    LAPSED = "lapsed"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"


class TowResult(StrEnum):
    """How an accepted order ended: what `tow_vehicle` returns."""

    TOWED = "towed"
    GONE = "gone"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"


class WithdrawReason(StrEnum):
    """Why an order was taken back."""

    STAFF = "staff"
    HOLD = "hold"
    MOVED = "moved"
    EXTENSION = "extension"
    INSPECTION = "inspection"
    LOOKUPS = "lookups"
    PARTIES = "parties"
    HEARING = "hearing"
    LAW = "law"


class VehicleStatus(StrEnum):
    """75 Pa.C.S. 7303.1 and 7309: named by the officer and by the salvor, each for themselves."""

    WITH_VALUE = "with_value"
    SALVAGE = "salvage"
    NONREPAIRABLE = "nonrepairable"


class Route(StrEnum):
    """Ways to dispose of a vehicle."""

    AUCTION = "auction"
    DISMANTLE = "dismantle"
    CRUSH = "crush"


class ReleaseTo(StrEnum):
    """Who drives away."""

    OWNER = "owner"
    LIENHOLDER = "lienholder"


class Paper(StrEnum):
    """Papers shown at the counter."""

    IDENTITY = "identity"
    REGISTRATION = "registration"
    INSURANCE = "insurance"
    TITLE = "title"
    LIEN = "lien"


class Confidence(StrEnum):
    """How well a number of the law is known: statute read, restated, general knowledge."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


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
    AUTHORISED = "authorised"
    ADVERTISED = "advertised"
    SERVICE_ENDED = "service_ended"


class Gate(Spoken):
    """A floor the engine waits for."""

    TOW = "tow", N_("Owner's notice period")
    DISPOSAL = "disposal", N_("Reclaim period")


class Step(StrEnum):
    """What the engine itself has to do now; absent when it is somebody else's turn."""

    WRITE_LETTERS = "write_letters"
    PASS_TOW_GATE = "pass_tow_gate"
    PASS_DISPOSAL_GATE = "pass_disposal_gate"
    OFFER_TOW = "offer_tow"
    AWAIT_ANSWER = "await_answer"
    TOW_VEHICLE = "tow_vehicle"
    CLOSE = "close"


class Thing(StrEnum):
    """What a case waits for: the code of its next thing."""

    LOOKUPS = "lookups"
    INSPECTION = "inspection"
    SECOND_OBSERVATION = "second_observation"
    OUTREACH = "outreach"
    REVIEW = "review"
    LAW_QUESTION = "law_question"
    APPRAISAL = "appraisal"
    SERVICE_CHECK = "service_check"
    ADVERTISEMENT = "advertisement"
    POLICE = "police"
    PARTIES = "parties"
    LETTERS = "letters"
    MAILING = "mailing"
    RENEWAL = "renewal"
    STICKER = "sticker"
    NOTICE_PERIOD = "notice_period"
    EXTENSION_DECISION = "extension_decision"
    REINSPECTION = "reinspection"
    TOW_ORDER = "tow_order"
    OFFER = "offer"
    ANSWER = "answer"
    TOW = "tow"
    INTAKE = "intake"
    STATE_REPORT = "state_report"
    HEARING = "hearing"
    FREE_RETRIEVAL = "free_retrieval"
    REFUND = "refund"
    FURTHER_STEPS = "further_steps"
    RECLAIM_PERIOD = "reclaim_period"
    OFFICER_STATUS = "officer_status"
    SALVOR_STATUS = "salvor_status"
    AUTHORITY = "authority"
    DISPOSAL = "disposal"
    DISPOSAL_REPORT = "disposal_report"
    CLOSING = "closing"
    HOLD = "hold"
    FAILED_STEP = "failed_step"
    NOTHING = "nothing"
