"""The one way a call takes to Gainsight's API: paid for from the tenant's budget, then sent.

Each attempt costs a unit, a repeated one too. A 429 of Gainsight's own closes the budget for
everybody until its window is over.
"""

from typing import Any

from gainsight_zoom.allowances import Allowance
from gainsight_zoom.budgets import CallClass
from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import UpstreamBusy
from gainsight_zoom.gainsight.envelope import DEFAULT_BUSY_S, TOO_MANY_REQUESTS, open_envelope
from gainsight_zoom.outbound import Answer, Outbound, OutboundRequest


class Metered:
    """Sends calls of one class of limits.

    Parameters
    ----------
    calls : str
        The class that Gainsight counts them in.
    """

    def __init__(self, outbound: Outbound, *, clock: Clock, calls: CallClass) -> None:
        self._outbound = outbound
        self._clock = clock
        self._calls = calls

    def call(self, request: OutboundRequest, allowance: Allowance, deadline: Deadline) -> Any:
        """Send a call and return the data of its envelope; errors as `open_envelope`.

        Raises
        ------
        UpstreamBusy
            If the budget has no unit for it.
        """
        return open_envelope(self.send(request, allowance, deadline), now=self._clock.now())

    def send(self, request: OutboundRequest, allowance: Allowance, deadline: Deadline) -> Answer:
        """Send a call and return the answer as it is."""
        answer = self._outbound.send(
            request, deadline, toll=lambda: allowance.spend(self._calls, deadline)
        )
        if answer.status == TOO_MANY_REQUESTS:
            wait_s = answer.retry_after_s(self._clock.now()) or DEFAULT_BUSY_S
            allowance.refused(self._calls, wait_s)
            raise UpstreamBusy("gainsight_limit", retry_after_s=wait_s)
        return answer
