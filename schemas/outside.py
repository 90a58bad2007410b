"""The outside systems: their ports, and why one does not answer."""

from schemas.texts import N_, Spoken


class Port(Spoken):
    """A kind of outside system."""

    RECORDS = "records", N_("Records service")
    MAIL = "mail", N_("Mail house")


class AwayCause(Spoken):
    """Why a service counts as away."""

    NO_CONNECTION = "no_connection", N_("it cannot be reached")
    TOO_SLOW = "too_slow", N_("it takes too long to answer")
    OVERLOADED = "overloaded", N_("it says that it is overloaded or out of order")
    UNREADABLE = "unreadable", N_("its answer cannot be read")
    TOO_LONG = "too_long", N_("its answer has no end")
    MOVED = "moved", N_("it sends us to another address")
    NOT_LET_IN = "not_let_in", N_("it does not let us in: the token or key is wrong or has expired")
    REFUSES = "refuses", N_("it refuses what we send it")
    HOST_KEY = "host_key", N_("its host key is another one than the city file says")
    NOT_ALLOWED = "not_allowed", N_("it does not let us read or write in its folders")
    LEFT_ALONE = "left_alone", N_("it is left alone for a while after several failures")
