"""Codes of the law: the duties of an edition and the signs of an exemption. Add freely, rename nothing."""

from enum import StrEnum


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
