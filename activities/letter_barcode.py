"""The barcode of a letter: a Data Matrix (ISO/IEC 16022), which a scanner reads through the window of the envelope."""

from pystrich.datamatrix import DataMatrixData, DataMatrixEncoder

QUIET_ZONE = 2
"""Modules of white around it: the standard asks for one."""


def barcode_of(reference: str) -> str:
    """This reference as a drawing, in SVG; the same drawing each time."""
    drawn = DataMatrixEncoder(DataMatrixData(reference, encoding="ascii"), quiet_zone=QUIET_ZONE)
    return str(drawn.get_svg())
