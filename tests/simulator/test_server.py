from __future__ import annotations

import http.client
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import Fault, Options, Simulator, State

if TYPE_CHECKING:
    from cf_secret_guard.simulator.routing import Call
    from tests.simulator.world import World

VERIFY = "GET /user/tokens/verify"


def test_it_starts_and_stops() -> None:
    with Simulator() as simulator:
        assert simulator.base_url.startswith("http://127.0.0.1:")
        assert simulator.base_url.endswith("/client/v4")


def test_it_listens_on_a_loopback_address_only(world: World) -> None:
    assert world.simulator._server.server_address[0] == "127.0.0.1"


def test_it_takes_the_port_and_the_state_that_it_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    state = State()
    with Simulator(port=port, state=state) as simulator:
        assert simulator.origin == f"http://127.0.0.1:{port}"
        assert simulator.state is state


def test_after_the_end_nobody_answers(world: World) -> None:
    world.simulator.stop()
    with pytest.raises(ConnectionRefusedError):
        world.ask(VERIFY, world.narrow.value)


def test_one_connection_takes_several_requests(world: World) -> None:
    connection = http.client.HTTPConnection(world.simulator.origin.removeprefix("http://"))
    for _ in range(3):
        connection.request("GET", "/client/v4/zones")
        response = connection.getresponse()
        response.read()
        assert response.status == 400
        assert not response.will_close
    connection.close()


def test_an_idle_connection_does_not_hold_up_the_end(world: World) -> None:
    connection = http.client.HTTPConnection(world.simulator.origin.removeprefix("http://"))
    connection.request("GET", "/client/v4/zones")
    connection.getresponse().read()
    world.simulator.stop()
    connection.close()


def test_requests_are_answered_at_the_same_time(world: World) -> None:
    world.simulator.fault("*", Fault.HANG, times=4, options=Options(seconds=0.2))

    def ask() -> None:
        with pytest.raises(http.client.RemoteDisconnected):
            world.ask(VERIFY, world.narrow.value)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.simulator.most_at_once > 1


def test_it_tells_one_client_address_from_another(world: World) -> None:
    world.state.tokens[world.narrow.id].condition = {"request_ip": {"in": ["192.0.2.0/24"]}}
    world.state.client_ip = "192.0.2.1"
    assert world.ask(VERIFY, world.narrow.value).status == 200
    reply = world.ask(VERIFY, world.narrow.value, headers={"X-Simulator-Client-IP": "203.0.113.7"})
    assert reply.error == (403, 9109, "Cannot use the access token from location: 203.0.113.7")


def ask_with_a_wrong_hook() -> None:
    def wrong(_: Call) -> None:
        raise ValueError("wrong")

    with Simulator() as simulator:
        simulator.before("*", wrong)
        connection = http.client.HTTPConnection(simulator.origin.removeprefix("http://"))
        connection.request("GET", "/client/v4/zones")
        with pytest.raises(http.client.RemoteDisconnected):
            connection.getresponse()
        connection.close()


def test_an_error_in_a_hook_comes_out_at_the_end() -> None:
    with pytest.raises(ValueError, match="wrong"):
        ask_with_a_wrong_hook()


def fail_beside_a_broken_hook() -> None:
    with Simulator() as simulator:
        simulator.broke(ValueError("other"))
        raise KeyError


def test_an_error_of_the_test_itself_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        fail_beside_a_broken_hook()


def test_a_client_that_goes_away_is_no_error() -> None:
    with Simulator() as simulator:
        simulator.fault("*", Fault.HUGE, options=Options(size=50_000_000))
        connection = http.client.HTTPConnection(simulator.origin.removeprefix("http://"))
        connection.request("GET", "/client/v4/zones")
        connection.getresponse().read(10)
        connection.close()
        while simulator._under_way:
            time.sleep(0.001)


def test_it_prints_nothing(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.ask(VERIFY, world.narrow.value)
    world.ask("BREW /coffee", world.narrow.value)
    assert capfd.readouterr() == ("", "")
