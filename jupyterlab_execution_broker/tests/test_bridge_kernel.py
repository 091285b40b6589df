"""The bridge is a kernel: one suite passes on a kernel of this machine and through the bridge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupyter_kernel_test
import pytest
from jupyter_client.manager import start_new_kernel

from .bridged_kernel import BridgedKernel, target
from .remote_jupyter import RemoteJupyter

MEGABYTES = 10 * 2**20
ECHO = """
def opened(comm, message):
    @comm.on_msg
    def echo(message):
        comm.send(dict(length=len(message["buffers"][0])), buffers=message["buffers"])
get_ipython().kernel.comm_manager.register_target("echo", opened)
"""


class Kernel(jupyter_kernel_test.KernelTests):
    """What every kernel must do, and what the bridge could get wrong."""

    __test__ = False
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = [{"text": "zi", "matches": {"zip"}}]  # noqa: RUF012
    complete_code_samples = ["1", "def f(x):\n  x*2\n\n\n"]  # noqa: RUF012
    incomplete_code_samples = ["def f(x):\n  x*2"]  # noqa: RUF012
    invalid_code_samples = ["import = 7q"]  # noqa: RUF012
    code_page_something = "zip?"
    code_generate_error = "raise ValueError"
    code_execute_result = [{"code": "6*7", "result": "42"}]  # noqa: RUF012
    code_display_data = [  # noqa: RUF012
        {"code": "from IPython.display import HTML, display; display(HTML('<b>test</b>'))"}
        | {"mime": "text/html"}
    ]
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"

    @classmethod
    def setUpClass(cls) -> None:
        """The fixture of each class starts the kernel."""

    @classmethod
    def tearDownClass(cls) -> None:
        """The fixture of each class ends it."""

    def test_history(self) -> None:
        """Not of a range: there ipykernel itself answers otherwise than that suite expects."""
        tail = self.history_helper(["6*7"], output=False, raw=True, hist_access_type="tail", n=1)
        assert tail["content"]["history"][0][2] == "6*7"
        found = self.history_helper([], raw=True, hist_access_type="search", pattern="6?7", n=1)
        assert found["content"]["history"][0][2] == "6*7"

    def test_input(self) -> None:
        self.flush_channels()
        msg_id = self.kc.execute("print(input('name? ') + '!')", allow_stdin=True)
        asked = self.kc.get_stdin_msg(timeout=15)
        assert asked["content"]["prompt"] == "name? "
        assert asked["parent_header"]["msg_id"] == msg_id
        self.kc.input("Vera")
        assert self.kc.get_shell_msg(timeout=15)["content"]["status"] == "ok"
        assert "Vera!" in str(self.outputs(msg_id))

    def test_interrupt(self) -> None:
        self.flush_channels()
        msg_id = self.kc.execute("print('begun', flush=True)\nimport time; time.sleep(60)")
        while self.kc.get_iopub_msg(timeout=15)["msg_type"] != "stream":
            pass
        self.km.interrupt_kernel()
        reply = self.kc.get_shell_msg(timeout=15)["content"]
        assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
        self.outputs(msg_id)

    def test_large_buffers_pass_both_ways(self) -> None:
        self.flush_channels()
        self.execute_helper(ECHO)
        sent = bytes(range(256)) * (MEGABYTES // 256)
        session, shell = self.kc.session, self.kc.shell_channel
        opening = {"comm_id": "one", "target_name": "echo", "data": {}}
        session.send(shell.socket, "comm_open", opening)
        content = {"comm_id": "one", "data": {}}
        message = session.send(shell.socket, "comm_msg", content, buffers=[sent])
        answers = self.outputs(message["header"]["msg_id"])
        (answer,) = (each for each in answers if each["msg_type"] == "comm_msg")
        assert answer["content"]["data"] == {"length": len(sent)}
        assert bytes(answer["buffers"][0]) == sent

    def outputs(self, msg_id: str) -> list[dict[str, Any]]:
        """All that comes of a request until it is done."""
        messages = []
        while True:
            message = self.kc.get_iopub_msg(timeout=15)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle":
                    return messages
            else:
                messages.append(message)


class TestOnThisMachine(Kernel):
    __test__ = True

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def kernel(cls) -> Iterator[None]:
        cls.km, cls.kc = start_new_kernel(kernel_name="python3")
        yield
        cls.kc.stop_channels()
        cls.km.shutdown_kernel()


class TestThroughTheRelay(Kernel):
    __test__ = True
    server = "relayed"

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def kernel(
        cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[None]:
        folder: Path = tmp_path_factory.mktemp("bridge")
        remote: RemoteJupyter = request.getfixturevalue(cls.server)
        bridged = BridgedKernel(folder, target(remote.port))
        cls.km, cls.kc = bridged.manager, bridged.client
        yield
        kernel = bridged.remote
        bridged.stop()
        assert kernel not in remote.kernels()


class TestThroughAPlainServer(TestThroughTheRelay):
    server = "plain"
