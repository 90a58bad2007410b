"""Which characters a letter can show: what its fonts do not have is told where it is typed, or replaced."""

from functools import cache

import typst

REPLACEMENT = "\u25a1"
"""An empty box, which every reader takes for a character that is missing."""


@cache
def letter_fonts() -> typst.Fonts:
    """The fonts of the letters, which come with the printer."""
    return typst.Fonts(include_system_fonts=False)


def unprintable_in(text: str) -> tuple[str, ...]:
    """The characters that no font of the letters has, each once. The first look at a character prints it."""
    return tuple(sign for sign in dict.fromkeys(text) if not _is_plain(sign) and not _has_glyph(sign))


def with_replacements(text: str) -> str:
    """The text as a letter can show it."""
    missing = unprintable_in(text)
    return "".join(REPLACEMENT if sign in missing else sign for sign in text)


def _is_plain(sign: str) -> bool:
    return sign.isascii() and sign.isprintable()


@cache
def _has_glyph(sign: str) -> bool:
    """Whether it prints after a letter, because a mark or a joiner alone prints nothing."""
    page = b'#set document(title: "A")\n#set text(font: "Libertinus Serif", lang: "en")\nA#sys.inputs.sign'
    try:
        typst.compile(
            page,
            font_paths=letter_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"sign": sign},
            format="pdf",
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True
