from __future__ import annotations

from cf_secret_guard.git.popen import Popened
from tests.git.processes import Behaviour


class TestPopened(Behaviour):
    start = Popened
