"""Working off an SQS batch: each message for itself, the failed ones handed back."""

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import AppError, StoreUnavailable
from gainsight_zoom.observability import BUGS, count, logger

Work = Callable[[dict[str, Any], Deadline], None]


def work_off(
    event: dict[str, Any], context: LambdaContext, clock: Clock, work: Work, *, needs_s: float
) -> dict[str, Any]:
    """Work off a batch and return the ids of the messages that are to come again.

    Parameters
    ----------
    work : callable
        Takes a decoded message and the time left. An error means: later again, and in the end the
        dead-letter queue; what cannot succeed must be dealt with, not raised.
    needs_s : float
        Seconds one message may take; with less time left the rest is handed back untouched.
    """
    deadline = Deadline.of_invocation(clock, context.get_remaining_time_in_millis())

    def handle(record: SQSRecord) -> None:
        if deadline.remaining() < needs_s:
            raise StoreUnavailable("no_time_left_in_batch")
        try:
            work(json.loads(record.body), deadline)
        except AppError as error:
            logger.warning("message failed", extra={"reason": error.reason})
            raise
        # Whatever else goes wrong with one message must not take the others along.
        except Exception as error:
            logger.exception("message failed", extra={"failure": type(error).__name__})
            count(BUGS)
            raise

    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    with logger.append_context_keys(request_id=context.aws_request_id):
        return dict(
            process_partial_response(
                event=event, record_handler=handle, processor=processor, context=context
            )
        )
