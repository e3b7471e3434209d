"""A local Cloudflare API for tests and drills: nothing leaves the machine."""

from cf_secret_guard.simulator.faults import Fault, Options
from cf_secret_guard.simulator.server import Simulator
from cf_secret_guard.simulator.state import State
from cf_secret_guard.simulator.token_form import TokenForm

__all__ = ["Fault", "Options", "Simulator", "State", "TokenForm"]
