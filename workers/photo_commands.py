"""The commands about photos: `towpath photos move`."""

import typer

from workers.ending import in_one_sentence

photos = typer.Typer(no_args_is_help=True, help="Where the content of photos is.")


@photos.callback()
def about() -> None:
    """Where the content of photos is."""


@photos.command(name="move")
def move() -> None:
    """Move the photos in the database to the store of TOWPATH_PHOTOS, while people work; safe to repeat."""
    from workers.photo_moving import move_all
    from workers.settings import Settings

    in_one_sentence(move_all(Settings()))
