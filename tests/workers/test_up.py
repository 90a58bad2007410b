"""The whole stack as real processes: it starts, stops, reports what is wrong, and leaves no process behind."""

import re
import signal
import socket
import time
from pathlib import Path

import httpx
import pytest

from tests.running import COMMANDS, Running, ended, own_port, start


def page_of_the_dispatcher(running: Running) -> str:
    """The page that the dispatcher's link opens."""
    with httpx.Client(follow_redirects=True, timeout=20) as browser:
        link = running.link("Maud Okafor")
        page = browser.get(link).text
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        return browser.post(link.partition("?")[0], data=fields).text


def test_the_stack_starts_stops_in_order_and_goes_on_where_it_stopped(stack_here: Running) -> None:
    running = stack_here.until_ready()
    relatives = running.relatives()
    assert "Maud Okafor" in page_of_the_dispatcher(running)

    running.process.send_signal(signal.SIGINT)
    code, said = running.ended()

    assert (code, said) == (0, "")
    assert len(relatives) > 4
    assert running.all_end(relatives)
    again = start(running.data, running.port).until_ready()
    again.process.send_signal(signal.SIGTERM)
    assert again.ended() == (0, "")


def test_a_second_copy_on_the_same_data_directory_is_refused_in_a_sentence(stack_here: Running) -> None:
    running = stack_here.until_ready()

    code, said = start(running.data, own_port()).ended()

    assert (code, said) == (1, f"towpath: Another Towpath is already running on the data directory {running.data}.\n")
    assert httpx.get(f"{running.url}/sign-in").status_code == 200


def test_a_port_of_zero_is_chosen_printed_and_answered(folder: Path) -> None:
    with ended(start(folder / "data", 0)) as running:
        said = running.until_ready().said
        [address] = re.findall(r"^Console: (http://127\.0\.0\.1:\d+) ", said, re.MULTILINE)

        assert not address.endswith(":0")
        assert running.link("Maud Okafor").startswith(address)
        assert "Maud Okafor" in page_of_the_dispatcher(running)


def test_a_taken_port_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = start(folder / "data", port).ended()

    assert (code, said) == (1, f"towpath: Port {port} is in use by another program. Set TOWPATH_PORT.\n")


@pytest.mark.parametrize("name", ["worker", "web", "temporal", "postgres"])
def test_a_child_that_was_killed_is_named_and_the_others_are_stopped(stack_here: Running, name: str) -> None:
    running = stack_here.until_ready()
    relatives = running.relatives()

    stack_here.kill(COMMANDS[name])
    code, said = running.ended()

    assert code == 1
    assert said == f"towpath: The {name} process stopped unexpectedly (code -9). It was killed.\n"
    assert running.all_end(relatives)


def test_no_process_outlives_a_killed_parent(stack_here: Running) -> None:
    running = stack_here.until_ready()
    relatives = running.relatives()

    running.process.kill()

    assert running.all_end(relatives)
    assert running.relatives() == {}


def test_a_stop_during_the_start_leaves_no_process_behind(stack_here: Running) -> None:
    while not any("bin/postgres -D" in line for line in stack_here.relatives().values()):
        time.sleep(0)

    stack_here.process.send_signal(signal.SIGINT)
    code, said = stack_here.ended()

    assert (code, said) == (0, "")
    assert stack_here.relatives() == {}
