import os
import socket

import pytest

from local_stack.network import PortTaken, answers, free_port, refuse_taken_ports


def test_a_taken_port_is_named_with_who_wants_it_and_who_has_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]

        with pytest.raises(PortTaken) as refusal:
            refuse_taken_ports({"gateway": port})

    assert f"port {port} is taken by" in str(refusal.value)
    assert f"(pid {os.getpid()}); gateway needs it" in str(refusal.value)
    assert "LOCAL_STACK_PORT_SHIFT" in str(refusal.value)


def test_free_ports_are_no_reason_to_refuse() -> None:
    port = free_port()

    refuse_taken_ports({"gateway": port})

    assert not answers(port)
