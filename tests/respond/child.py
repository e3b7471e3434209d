"""One run in a process of its own: plans, says so, waits for a line, acts. Started by the tests that end it."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from pathlib import Path

from cf_secret_guard.cloudflare.base import Bearer
from cf_secret_guard.cloudflare.transport import Transport
from cf_secret_guard.respond import admin
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.confirm import Asker
from cf_secret_guard.respond.delivery import FileDelivery
from cf_secret_guard.respond.journal import Journal
from cf_secret_guard.respond.plan import Planner, Rules
from cf_secret_guard.respond.reach import Reach
from cf_secret_guard.respond.revoke import Tools, apply
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak
from cf_secret_guard.verify.live import LiveVerifier


def main() -> None:
    """Read the task from the first line of standard input."""
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)  # what a library says about a secret would show
    task = json.loads(sys.stdin.readline())
    around = task["leak"]
    leak = Leak(
        around["kind"],
        Secret(task["secret"]),
        tuple(around["account_ids"]),
        client_id=around["client_id"],
        tunnel_id=around["tunnel_id"],
    )
    admins = admin.load({admin.VARIABLE: "\n".join(task["admins"])})
    with Transport(task["base"], spacing=0, sleep=lambda _: None) as transport:
        verifier = LiveVerifier(transport, admin=[Bearer(one.secret) for one in admins.credentials])
        reach, journal = Reach(transport, admins), Journal(Path(task["state"]), lambda: task["now"])
        planner = Planner(reach, {}, journal.intents(), Rules(delivers=True))
        plan = planner.plan([leak], verifier.verify([leak]), Verb(task["verb"]))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        if task["fsync"]:
            _die_at(*task["fsync"])
        asker = Asker(verifier, sleep=lambda _: None)
        tools = Tools(reach, journal, asker, lambda: task["now"], lambda _: FileDelivery(task["new"]))
        for applied in apply(plan, tools):
            sys.stdout.write(json.dumps([applied.record.status, applied.record.reason]) + "\n")


def _die_at(number: int, when: str) -> None:
    """Kill this process around one of the moments when something reaches the disk."""
    real, left = os.fsync, [number]

    def fsync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(os, "fsync", fsync)  # noqa: B010 - its type says more than we need


if __name__ == "__main__":
    main()
