"""Photos: judged by their header, decoded at a reduced size, one at a time, beside the event loop."""

import asyncio
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from activities import photos
from activities.photos import NotAPhotoError, keep_photo, read_photo
from activities.reporting import report_vehicle
from activities.services import SYSTEM, Services
from database.photos import Photo
from schemas.messages import Actor
from tests.activities.test_casework import DISPATCHER, a_report

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def drawn(kind: str, size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    """A picture of this size, dark on the left and light on the right."""
    image, out = Image.linear_gradient("L").rotate(90).resize(size).convert(mode), BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says this size and has no pixels."""
    said = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + said + struct.pack(">I", zlib.crc32(said))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def jpeg_header(width: int, height: int, marker: int) -> bytes:
    """A JPEG that says this size and has no pixels; the marker is that of a baseline or a progressive one."""
    return b"\xff\xd8" + struct.pack(">BBHBHHBBBB", 0xFF, marker, 11, 8, height, width, 1, 1, 0x11, 0) + b"\xff\xd9"


BASELINE, PROGRESSIVE = 0xC0, 0xC2


def with_damaged_metadata() -> bytes:
    """A photo that is to be turned, with a text where its metadata should have a number."""
    metadata = Image.Exif()
    metadata[0x0112], metadata[0x010F] = 6, "Cam"
    photo = bytearray(drawn("JPEG", (40, 20), exif=metadata))
    photo[photo.index(b"Exif\0\0") + 6 + 11] = 0
    return bytes(photo)


def test_a_photo_with_damaged_metadata_is_kept_and_shown_upright() -> None:
    with Image.open(BytesIO(read_photo(with_damaged_metadata()).shown)) as shown:
        assert shown.size == (20, 40)


@pytest.mark.parametrize("raised", [TypeError, struct.error, EOFError, IndexError])
def test_a_file_that_the_decoder_chokes_on_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, raised: type[Exception]
) -> None:
    def chokes(_: Image.Image) -> bytes:
        raise raised

    monkeypatch.setattr(photos, "_strip", chokes)
    with pytest.raises(NotAPhotoError, match="not a photo that can be read"):
        read_photo(drawn("PNG", (4, 4)))


@pytest.mark.parametrize(
    ("data", "megapixels"),
    [
        (png_header(5_001, 5_000), 25),
        (png_header(100_000, 100_000), 25),
        (jpeg_header(5_001, 5_000, PROGRESSIVE), 25),
        (jpeg_header(10_001, 6_000, BASELINE), 60),
        (jpeg_header(65_500, 65_500, BASELINE), 60),
    ],
)
def test_a_picture_is_judged_by_its_header(monkeypatch: pytest.MonkeyPatch, data: bytes, megapixels: int) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("It was decoded."))
    monkeypatch.setattr(photos, "_strip", lambda _: pytest.fail("It was decoded."))

    with pytest.raises(NotAPhotoError) as refused:
        read_photo(data)

    assert str(refused.value) == f"The photo has more than {megapixels} megapixels. Please send a smaller copy."


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_jpeg_of_sixty_megapixels_is_decoded_at_a_fraction_and_stands_upright(
    monkeypatch: pytest.MonkeyPatch, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = drawn("JPEG", (8_000, 7_500), "L", exif=exif)
    decoded: list[tuple[int, int]] = []
    load = ImageFile.ImageFile.load

    def loads(image: ImageFile.ImageFile) -> object:
        decoded.append(image.size)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", loads)

    shown = read_photo(data).shown
    with Image.open(BytesIO(shown)) as image:
        left_top, right_bottom = _light(image, 0.1), _light(image, 0.9)

    assert decoded[0] == (4_000, 3_750)
    assert image.size == ((1600, 1500) if orientation in (1, 3) else (1500, 1600))
    assert (left_top < right_bottom) == (orientation in (1, 6))


def _light(image: Image.Image, part: float) -> float:
    """How light the picture is at this part of both its sides."""
    found = image.convert("L").getpixel((int(image.width * part), int(image.height * part)))
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGB")]
)
def test_pictures_of_every_kind_are_shown(kind: str, mode: str) -> None:
    with Image.open(BytesIO(read_photo(drawn(kind, (2_000, 1_000), mode)).shown)) as shown:
        assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (1600, 800))


async def test_photos_are_decoded_one_at_a_time_and_not_by_the_event_loop(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end, by = threading.Semaphore(0), threading.Semaphore(0), []

    def reads(data: bytes) -> Photo:
        by.append(threading.current_thread())
        begun.release()
        may_end.acquire()
        raise NotAPhotoError(str(data))

    monkeypatch.setattr(photos, "read_photo", reads)
    keeping = [asyncio.create_task(keep_photo(services, "26-000001", bytes([n]), SYSTEM, now=NOW)) for n in range(3)]
    await asyncio.to_thread(begun.acquire)
    # A second decoder would take the next photo from this queue at once.
    waiting = photos.DECODER._work_queue.qsize()
    for _ in keeping:
        may_end.release()
    refused = await asyncio.gather(*keeping, return_exceptions=True)

    assert isinstance(photos.DECODER, ThreadPoolExecutor)
    assert waiting == 2
    assert [type(each) for each in refused] == [NotAPhotoError] * 3
    assert set(by) == {by[0]} != {threading.main_thread()}


async def test_each_person_can_send_so_many_photos_of_a_case_and_no_one_uses_up_the_room_of_others(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "LIMIT_OF_A_CASE", 2)
    case = (await report_vehicle(services, a_report(), DISPATCHER, now=NOW)).case
    driver = Actor(account="contractor-1", role="contractor", firm="north-salvage")
    first, second, third = (drawn("PNG", (4, 4 + number)) for number in range(3))
    for each in (first, second, first):
        await keep_photo(services, case, each, driver, now=NOW)

    with pytest.raises(NotAPhotoError, match="You have sent 2 photos of this case"):
        await keep_photo(services, case, third, driver, now=NOW)
    await keep_photo(services, case, third, DISPATCHER, now=NOW)

    assert await services.pool.fetchval("select count(*) from case_photo") == 3


def exif_of(tag: int, kind: int, count: int) -> bytes:
    """Metadata of a camera that was held upright, with one more tag of this kind."""
    upright = b"\x01\x12\x00\x03" + struct.pack(">IHH", 1, 6, 0)
    more = struct.pack(">HHI", tag, kind, count) + bytes(3) + b"\x1a"
    return b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 2) + upright + more + bytes(4) + struct.pack(">II", 1, 0) * 2


@pytest.mark.parametrize(("tag", "kind"), [(0x010F, 5), (0x010F, 10), (0x010F, 12), (0x9000, 5), (0x8825, 2)])
def test_a_photo_whose_metadata_have_the_wrong_kind_is_shown_upright(tag: int, kind: int) -> None:
    shown = read_photo(drawn("JPEG", (40, 20), exif=exif_of(tag, kind, 1))).shown

    with Image.open(BytesIO(shown)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()


def test_metadata_that_cannot_be_read_take_no_photo_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Image.Image) -> object:
        raise TypeError("bad operand type for abs(): 'str'")

    monkeypatch.setattr(Image.Image, "getexif", breaks)

    assert read_photo(drawn("PNG", (40, 20))).kind == "PNG"
