"""How a public name becomes one connection: resolved once, and to that very address."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from requests import exceptions

from digest.sources.fetching.wire import FAULTS, Deadline, _PublicAdapter, prepare

PUBLIC, PRIVATE = "93.184.216.34", "127.0.0.1"


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses that a name will have, one question after the other."""
    answers: list[str] = []

    def answer(_name: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)  # there is no name server to be had
    return answers


def pool_for(url: str) -> Any:
    adapter = _PublicAdapter(context=None, limit=lambda: 1.0)
    return adapter.get_connection_with_tls_context(prepare(url, {}).request, verify=True)


def test_wire_connects_to_the_address_that_it_has_checked(name_server: list[str]) -> None:
    name_server += [PUBLIC, PRIVATE]  # the second answer is the attack (DNS rebinding)
    assert pool_for("http://rebind.example/").host == PUBLIC
    assert name_server == [PRIVATE], "nobody asked again"


def test_wire_refuses_when_the_name_turns_private(name_server: list[str]) -> None:
    name_server += [PUBLIC, PRIVATE]
    pool_for("http://rebind.example/")
    with pytest.raises(FAULTS, match=PRIVATE):
        pool_for("http://rebind.example/")


def test_wire_does_not_connect_when_the_name_server_took_all_the_time(
    name_server: list[str],
) -> None:
    name_server.append(PUBLIC)
    adapter = _PublicAdapter(context=None, limit=partial(Deadline(0).limit, 1.0))
    with pytest.raises(TimeoutError):
        adapter.get_connection_with_tls_context(prepare("http://slow.example/", {}).request, True)


@pytest.mark.parametrize("error", vars(exceptions).values())
def test_wire_maps_all_errors_of_requests(error: object) -> None:
    if isinstance(error, type) and issubclass(error, Exception):
        assert issubclass(error, (*FAULTS, Warning))
