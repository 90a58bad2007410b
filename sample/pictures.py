"""Pictures that sample users take: a car on a street, or a street without one. The same case gives the same bytes."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (480, 320)
STREET, CURB, WALL, WHEEL = "#6b6f73", "#b9b4a7", "#8c5f4d", "#1d1d1f"


def picture(words: str, *, color: str | None) -> bytes:
    """A JPEG with these words below; without a color there is no car."""
    image = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 190, 480, 215), fill=CURB)
    draw.rectangle((0, 215, 480, 320), fill=STREET)
    if color:
        draw.rounded_rectangle((90, 165, 390, 240), radius=24, fill=color)
        draw.polygon(((150, 165), (185, 120), (300, 120), (340, 165)), fill=color)
        for x in (135, 300):
            draw.ellipse((x, 215, x + 48, 263), fill=WHEEL)
    draw.text((12, 296), words, fill="white")
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
