"""Disk space of the data directory: checked at the start and watched, so that the stack stops before it runs out."""

import asyncio
import os
from pathlib import Path

from workers.data_dir import StackError
from workers.postgres import files_of

ROOM_TO_START = 128
ROOM_TO_GO_ON = 32
"""In megabytes; PostgreSQL's write-ahead log grows by sixteen at a time."""
LOOK_SECONDS = 1.0


def check_disk(data: Path, needed: int) -> None:
    """Raise StackError if one of our disks has less space than this, in megabytes."""
    for data_dir in (data, files_of(data)):
        left = _left(data_dir)
        if left < needed:
            raise StackError(
                f"The disk of {data_dir} has {left} MB free, but {needed} MB are needed. Free up space and start again."
            )


async def monitor_disk(data: Path) -> None:
    """Check the space regularly. Raises StackError once there is too little to go on."""
    while True:
        check_disk(data, ROOM_TO_GO_ON)
        await asyncio.sleep(LOOK_SECONDS)


def _left(data_dir: Path) -> int:
    there = next(each for each in (data_dir, *data_dir.parents) if each.exists())
    disk = os.statvfs(there)
    return disk.f_bavail * disk.f_frsize // 2**20
