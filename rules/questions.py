"""The questions that guards answer, each in words for people. A request names its question; a ruling answers it."""

from schemas.texts import N_, Spoken


class Question(Spoken):
    """What may or must be done now."""

    MAY_DECLARE = "may_declare", N_("Declare the car abandoned")
    MAY_REVIEW = "may_review", N_("Record a review")
    MAY_RECORD_PARTIES = "may_record_parties", N_("Enter owner and lienholders")
    MAY_WRITE = "may_write", N_("Write the letter")
    MAY_MAIL = "may_mail", N_("Record the mailing")
    MAY_RETURN = "may_return", N_("Record returned mail")
    MAY_TAKE_STEP = "may_take_step", N_("Record a further step")
    MAY_OPEN_TOW_GATE = "may_open_tow_gate", N_("End the owner's notice period")
    MAY_OPEN_DISPOSAL_GATE = "may_open_disposal_gate", N_("End the reclaim period")
    MAY_POST = "may_post", N_("Post a notice on the car")
    MAY_CLAIM_MOVED = "may_claim_moved", N_("Report that the car was moved")
    MAY_ASK_EXTENSION = "may_ask_extension", N_("Request more time")
    MAY_DECIDE_EXTENSION = "may_decide_extension", N_("Decide the extension request")
    MAY_LIFT = "may_lift", N_("Lift the hold")
    MAY_SETTLE = "may_settle", N_("Settle an open question of law")
    MAY_OVERRIDE = "may_override", N_("Override a safeguard")
    MAY_RETRY = "may_retry", N_("Retry the failed step")
    MAY_AMEND = "may_amend", N_("Apply a new law")
    MAY_TAKE_BACK_AMENDMENT = "may_take_back_amendment", N_("Take back the amendment")
    MAY_TOW = "may_tow", N_("Tow the car")
    MAY_OFFER = "may_offer", N_("Offer the tow to a contractor")
    MAY_ACCEPT = "may_accept", N_("Accept the offer")
    MAY_ANSWER = "may_answer", N_("Answer the offer")
    MAY_REPORT = "may_report", N_("Report on the tow")
    MAY_LAPSE = "may_lapse", N_("End an order after a no-show")
    MAY_WITHDRAW = "may_withdraw", N_("Withdraw the tow order")
    MAY_TAKE_IN = "may_take_in", N_("Record the intake")
    MAY_REPORT_TO_STATE = "may_report_to_state", N_("Report the impound to the state")
    MAY_ASK_HEARING = "may_ask_hearing", N_("Request a hearing")
    MAY_DECIDE_HEARING = "may_decide_hearing", N_("Decide the hearing")
    MAY_RELEASE = "may_release", N_("Release the car")
    MUST_RELEASE = "must_release", N_("Release the car free of charge")
    MAY_BILL_STORAGE = "may_bill_storage", N_("Bill storage")
    MAY_REFUND = "may_refund", N_("Refund what was paid")
    MAY_WAIVE = "may_waive", N_("Waive fees")
    MAY_HAND_OVER_CONTENTS = "may_hand_over_contents", N_("Return the contents of the car")
    MAY_SURRENDER = "may_surrender", N_("Record a surrender")
    MAY_CLASSIFY = "may_classify", N_("Classify the car")
    MAY_APPRAISE = "may_appraise", N_("Appraise the car")
    MAY_CHECK_SERVICE = "may_check_service", N_("Enter the owner's military status (SCRA)")
    MAY_RENEW = "may_renew", N_("Reissue a notice")
    MAY_ADVERTISE = "may_advertise", N_("Record the advertisement of the sale")
    MAY_AUTHORIZE = "may_authorize", N_("Record the state's authority")
    MAY_DISPOSE = "may_dispose", N_("Dispose of the car")
    MAY_REPORT_DISPOSAL = "may_report_disposal", N_("Report the disposal to NMVTIS")
    MAY_CLOSE = "may_close", N_("Close the case")
    MAY_CLOSE_AS_DUPLICATE = "may_close_as_duplicate", N_("Close the case as a duplicate")
    MAY_KEEP_APART = "may_keep_apart", N_("Decide that two cases are different cars")
    MAY_REOPEN = "may_reopen", N_("Reopen the case")
    MAY_SPLIT = "may_split", N_("Undo a closure as duplicate")


def question_in_words(code: str) -> str:
    """The words of a question; for a code that this version does not know, the code itself."""
    return Question(code).words if code in set(Question) else code.replace("_", " ")
