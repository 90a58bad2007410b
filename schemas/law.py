"""Codes of the law: duties of an edition, signs of an exemption, sentences of letters. Add freely, rename nothing."""

from enum import StrEnum
from typing import Literal


class Sign(StrEnum):
    """What an inspection or a records check shows of a car, and an exemption may require."""

    HAZARD = "hazard"
    REGISTRATION_EXPIRED = "registration_expired"
    INSPECTION_EXPIRED = "inspection_expired"
    MISSING_PARTS = "missing_parts"
    NO_PLATE = "no_plate"


class Duty(StrEnum):
    """What the law or the city's own rules require, other than periods, notices and money."""

    DEFINITION = "definition"
    EVIDENCE = "evidence"
    NOBODY_INSIDE = "nobody_inside"
    GROUND = "ground"
    STOLEN_CHECK = "stolen_check"
    REINSPECTION = "reinspection"
    SPECIAL_PLATE = "special_plate"
    DWELLING = "dwelling"
    PARTIES = "parties"
    STICKER = "sticker"
    TELEPHONE_CALL = "telephone_call"
    CUSTODY = "custody"
    STATE_REPORT = "state_report"
    PUBLICATION = "publication"
    NOTICE_AND_CHANCE = "notice_and_chance"
    FURTHER_STEPS = "further_steps"
    HEARING = "hearing"
    CONTENTS = "contents"
    APPRAISAL = "appraisal"
    CLASSIFICATION = "classification"
    TWO_PARTIES = "two_parties"
    AUTHORITY = "authority"
    ADVERTISEMENT = "advertisement"
    SERVICE_CHECK = "service_check"
    TITLE_REPORT = "title_report"


MustSay = Literal["towed_as", "who_hears", "how_to_ask", "silence", "how_to_oppose", "surplus"]
MaySay = Literal["burden", "appeal", "state_writes_too", "penalties", "asked_of_a_court"]
Said = Literal[MustSay, MaySay]
"""What the letters say in the words of the edition; what it `MaySay` can be left out."""
