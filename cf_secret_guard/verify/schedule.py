"""Who is asked about, in which order, how many at once, and when nothing more is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cf_secret_guard.connection.pace import PARALLEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.verify.base import Leak, Verdict


def distinct(leaks: Sequence[Leak]) -> list[Leak]:
    """Each secret once, in the order of their first places, with the context of all of them."""
    found: dict[str, Leak] = {}
    for leak in leaks:
        known = found.get(leak.fingerprint)
        found[leak.fingerprint] = leak if known is None else _joined(known, leak)
    return list(found.values())


def _joined(first: Leak, second: Leak) -> Leak:
    return first._replace(
        account_ids=tuple(dict.fromkeys(first.account_ids + second.account_ids)),
        emails=tuple(dict.fromkeys(first.emails + second.emails)),
        client_id=first.client_id or second.client_id,
        tunnel_id=first.tunnel_id or second.tunnel_id,
        access_key_id=first.access_key_id or second.access_key_id,
        refresh_token=first.refresh_token or second.refresh_token,
    )


def run(
    leaks: Sequence[Leak], ask: Callable[[Leak], Verdict], give_up: Callable[[], None] = lambda: None
) -> dict[str, Verdict]:
    """Ask about each leak, at most two at a time.

    Args:
        leaks: distinct secrets.
        ask: one chain of questions; raises nothing for what the network does.
        give_up: called on Ctrl-C or an error of ours, so that chains under way end soon.

    Returns:
        The verdicts by fingerprint, in the order of ``leaks`` whatever order they came in.
    """
    pool = ThreadPoolExecutor(PARALLEL, thread_name_prefix="verify")
    try:
        waiting = [(leak.fingerprint, pool.submit(ask, leak)) for leak in leaks]
        return {fingerprint: future.result() for fingerprint, future in waiting}
    except BaseException:
        give_up()
        raise
    finally:
        # After Ctrl-C, or an error of ours, what has not begun is never asked.
        pool.shutdown(wait=True, cancel_futures=True)
