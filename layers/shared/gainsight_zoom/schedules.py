"""What a schedule calls: it is told nothing, and has the time of one invocation."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.clock import Deadline
from gainsight_zoom.observability import logger
from gainsight_zoom.wiring import Wiring, wiring


def scheduled(work: Callable[[Wiring, Deadline], dict[str, int]]) -> Callable[..., dict[str, int]]:
    """Make the handler of a function that EventBridge Scheduler calls.

    Parameters
    ----------
    work : callable
        Does what is due until done or out of time, and returns how much that was.
    """

    def lambda_handler(
        _event: dict[str, Any], context: LambdaContext, wired: Wiring | None = None
    ) -> dict[str, int]:
        objects = wired or wiring()
        with logger.append_context_keys(request_id=context.aws_request_id):
            left_ms = context.get_remaining_time_in_millis()
            return work(objects, Deadline.of_invocation(objects.clock, left_ms))

    return lambda_handler
