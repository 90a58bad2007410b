"""The questions that guards answer, each as people ask it. A request names its question; a ruling answers it."""

from schemas.texts import N_, Spoken


class Question(Spoken):
    """What may be done now, or must be."""

    MAY_DECLARE = "may_declare", N_("Declare the car abandoned")
    MAY_REVIEW = "may_review", N_("Say what came of looking into it")
    MAY_RECORD_PARTIES = "may_record_parties", N_("Enter owner and lienholders")
    MAY_WRITE = "may_write", N_("Write the letter")
    MAY_MAIL = "may_mail", N_("Mail the letter")
    MAY_RETURN = "may_return", N_("Take a letter back from the post")
    MAY_TAKE_STEP = "may_take_step", N_("Take a further step")
    MAY_OPEN_TOW_GATE = "may_open_tow_gate", N_("End the owner's time to move the car")
    MAY_OPEN_DISPOSAL_GATE = "may_open_disposal_gate", N_("End the time to reclaim the car")
    MAY_POST = "may_post", N_("Fix a notice to the car")
    MAY_CLAIM_MOVED = "may_claim_moved", N_("Say that the car was moved")
    MAY_ASK_EXTENSION = "may_ask_extension", N_("Ask for more time")
    MAY_DECIDE_EXTENSION = "may_decide_extension", N_("Decide on more time")
    MAY_LIFT = "may_lift", N_("Lift the hold")
    MAY_SETTLE = "may_settle", N_("Settle what the edition does not know")
    MAY_OVERRIDE = "may_override", N_("Set a guard aside")
    MAY_RETRY = "may_retry", N_("Try the step again")
    MAY_AMEND = "may_amend", N_("Take the case over to a new law")
    MAY_TAKE_BACK_AMENDMENT = "may_take_back_amendment", N_("Take the amendment back")
    MAY_TOW = "may_tow", N_("Tow the car")
    MAY_OFFER = "may_offer", N_("Offer the tow to a contractor")
    MAY_ACCEPT = "may_accept", N_("Accept the offer")
    MAY_ANSWER = "may_answer", N_("Answer the offer")
    MAY_REPORT = "may_report", N_("Report on the tow")
    MAY_LAPSE = "may_lapse", N_("End an order that nobody came for")
    MAY_WITHDRAW = "may_withdraw", N_("Take the order back")
    MAY_TAKE_IN = "may_take_in", N_("Take the car in")
    MAY_REPORT_TO_STATE = "may_report_to_state", N_("Tell the state")
    MAY_ASK_HEARING = "may_ask_hearing", N_("Ask for a hearing")
    MAY_DECIDE_HEARING = "may_decide_hearing", N_("Decide the hearing")
    MAY_RELEASE = "may_release", N_("Hand the car over")
    MUST_RELEASE = "must_release", N_("Hand the car over free of charge")
    MAY_BILL_STORAGE = "may_bill_storage", N_("Bill storage")
    MAY_REFUND = "may_refund", N_("Give back what was paid")
    MAY_WAIVE = "may_waive", N_("Waive fees")
    MAY_HAND_OVER_CONTENTS = "may_hand_over_contents", N_("Hand over what is in the car")
    MAY_SURRENDER = "may_surrender", N_("Take the car as given up")
    MAY_CLASSIFY = "may_classify", N_("Name the status of the car")
    MAY_APPRAISE = "may_appraise", N_("Name the value of the car")
    MAY_CHECK_SERVICE = "may_check_service", N_("Enter what the register of military service says")
    MAY_RENEW = "may_renew", N_("Give a notice anew")
    MAY_ADVERTISE = "may_advertise", N_("Record the advertisement of the sale")
    MAY_AUTHORISE = "may_authorise", N_("Record the state's authority")
    MAY_DISPOSE = "may_dispose", N_("Dispose of the car")
    MAY_REPORT_DISPOSAL = "may_report_disposal", N_("Tell the national title system")
    MAY_CLOSE = "may_close", N_("Close the case")
    MAY_CLOSE_AS_DUPLICATE = "may_close_as_duplicate", N_("Close the case as a duplicate")
    MAY_SPLIT = "may_split", N_("Take the case out of the other one")


def question_in_words(code: str) -> str:
    """The question as people ask it; one that this version does not know is told by its code."""
    return Question(code).words if code in set(Question) else code.replace("_", " ")
