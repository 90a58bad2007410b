"""What stands on forms: the title of each button, and what it does if the title does not say it."""

TITLES = {
    "answer_lookups": "Enter what the registers answered",
    "renew_notice": "Give a notice anew",
    "place_hold": "Place a hold",
    "release_hold": "Lift a hold",
    "close_case": "Close the case",
    "order_tow": "Order the tow",
    "withdraw_tow": "Take the order back",
    "decide_extension": "Decide on more time",
    "record_further_step": "A further step was taken",
    "record_authority": "The state has allowed the disposal",
    "record_sale": "The car was sold",
    "record_certificate": "The car is dismantled or crushed",
    "report_disposal": "The national title system was told",
    "retry_step": "Try the step again",
    "reopen": "Take the case up again",
    "record_review": "Say what came of looking into it",
    "settle_question": "Settle what the law leaves open",
    "override_guard": "Set a guard aside",
    "apply_amendment": "Take the case over to a new law",
    "take_back_amendment": "Take the amendment back",
    "refund_fees": "Give back what was paid",
    "waive_fees": "Waive fees",
    "hand_over_contents": "Hand over what is in the car",
    "appraise_vehicle": "Name the value of the car",
    "answer_service_check": "Answer of the register of military service",
    "record_advertisement": "The sale was advertised",
    "claim_moved": "It has been moved",
    "ask_extension": "Ask for more time",
    "request_hearing": "Ask for a hearing",
    "decide_hearing": "Decide the hearing",
    "record_parties": "Enter owner and lienholders",
    "record_mailing": "A letter was mailed",
    "record_return": "A letter came back",
    "post_sticker": "A notice is on the car",
    "report_to_state": "The state was told",
    "report_hooked": "The car is hooked",
    "report_in_lot": "The car is in the lot",
    "report_done": "The tow is done",
    "report_gone": "The car is not there",
    "record_intake": "Take the car in",
    "release_vehicle": "Hand the car over",
    "surrender_vehicle": "The owner gives the car up",
    "classify_vehicle": "Name the status of the car",
    "split": "It was another car after all",
}
EXPLAINED = {
    "record_mailing": "The letter was given to the post. The days that it names run from then.",
    "renew_notice": "It has grown too old for what it announced, or missed its time: it is written anew, to everybody.",
    "decide_extension": "The owner's wish for more time: name the end of what is granted, or refuse it.",
    "claim_moved": "An officer looks, before anything else is done.",
    "ask_extension": "Say why, and how long it takes. It is decided before anything else is done.",
    "request_hearing": "Somebody who did not order the tow decides. Nothing final is done before that.",
    "report_to_state": "It was told that the car is held.",
    "classify_vehicle": "Where the law asks for two, the officer and the contractor each name it for themselves.",
    "record_authority": "Which way was allowed, and the number of the paper that says so.",
    "record_sale": "At public auction: the price, and what the auction cost.",
    "record_certificate": "The certificate that stands for it is named.",
    "place_hold": "It stays on until it is lifted, and stops what stands beside it.",
    "split": "The case is taken out of the other one, and goes on by itself.",
    "record_review": "A look at the car has raised it. Until it is looked into the car is not towed.",
    "settle_question": "Counsel's answer for this case. It counts from now on, and your name stays beside it.",
    "override_guard": (
        "One guard, for one act, while the case is in this stage. Your name and your reason are shown with the case "
        "for ever. Guards that are absolute cannot be set aside, and nobody sets one aside for their own tow."
    ),
    "apply_amendment": (
        "From now on the new law counts in this case. The page of amendments says what it does to the owner's time. "
        "A notice that does not say all that the new law asks for is given anew."
    ),
    "take_back_amendment": "The law from before counts again, unless something final was done since.",
    "waive_fees": "These items are not owed. Whoever declared the car abandoned or ordered the tow cannot waive them.",
    "release_hold": "Where the law asks for a written release, name the document in the notes.",
    "report_done": "It stands in the lot, and the order ends.",
    "report_gone": "Take a photo of the empty place; the order ends.",
}
"""What a button does, where its request says more than one thing."""

OF_THE_TRUCK = frozenset({"report_hooked", "report_in_lot", "report_done"})
FOR_A_FIRM = "You tell it for the contractor: say in the notes how it was learned."
"""What a desk reads on the forms of a truck."""
