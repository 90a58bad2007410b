"""A server with which files are exchanged over SFTP, as the city file names it."""


def check_server(url: str | None, host_key: str | None, whose: str) -> None:
    """Raises ValueError, with a sentence, for an address or a key that is missing or none."""
    if url is None or host_key is None:
        raise ValueError(f"{whose} over SFTP has its `url` and its `host_key`")
    # Imported only where a city has such a server, because of what it imports itself.
    from workers.file_server import host_key_of, parts_of

    parts_of(url)
    host_key_of(host_key)
