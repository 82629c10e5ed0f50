"""The notes drill: 200 publishes by 20 people while Gainsight fails and processes die.

What people meant is written down beside what they do. When the trouble is over and everything has
come to rest, Gainsight and the drafts are held against it.
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench.rows import Row, Section
from sandbox.faults import Fault

from drills.stage import MOST_AT_ONCE, Killed, staged

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests
    from tests.harness import Answer

    from drills.stage import Stage

__all__ = ["Plan", "Result", "run", "section"]

API = "/v1"
CUSTOMERS = (
    "Northwind Robotics",
    "Fabrikam Partners",
    "Acme Retail",
    "Contoso Foods",
    "Øresund Marine",
)
TROUBLE = ("rate_limited", "server_error", "store_then_timeout", "drop")
RETRY_AFTER = (None, "2", "9", "25")
LONGER_THAN_ANY_PATIENCE_S = 30.0
PATIENCE = 40
STALLS = 0.15
TICK_S = 1.0
LOOK_EVERY = 20


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much happens, and how badly it goes.

    Parameters
    ----------
    to_several, edited, impatient : float
        Parts of the notes that go to two or three customers, that are edited and published again
        soon after, and whose author presses Publish twice.
    trouble : float
        Part of the requests to Gainsight that go wrong.
    worker_dies, api_dies : float
        Part of the invocations that end somewhere in the middle.
    within_s, rest_within_s : float
        In what time all is published, and what it may take to come to rest after that.
    """

    publishes: int = 200
    people: int = 20
    to_several: float = 0.3
    edited: float = 0.4
    impatient: float = 0.1
    trouble: float = 0.4
    worker_dies: float = 0.25
    api_dies: float = 0.05
    within_s: float = 1_200.0
    rest_within_s: float = 6 * 3_600.0


@dataclass
class Intent:
    """What somebody meant with one note."""

    number: int
    author: Author
    targets: list[str]
    text: str = ""
    edits: int = 0
    draft: dict[str, Any] = field(default_factory=dict)
    published_at: float = 0.0
    settled_at: float | None = None

    @property
    def subject(self) -> str:
        """Names note and text."""
        return f"Note {self.number}, text {self.edits}"


@dataclass
class Result:
    """What became of it all."""

    notes: int
    targets: int
    publishes: int
    trouble: Counter[str]
    deaths: Counter[str]
    told: Counter[str]
    dead_letters: int
    waits_s: list[float]
    rest_after_s: float
    wrong: list[str]

    def percentile(self, part: int) -> float:
        """Return how long that part of the notes at most waited to be posted, in seconds."""
        return quantiles(self.waits_s, n=100)[part - 1]

    @property
    def median_s(self) -> float:
        """Half of the notes waited no longer."""
        return median(self.waits_s)


class Author:
    """Somebody in front of a pane, who tries again until it is done."""

    def __init__(self, stage: Stage, uid: str, told: Counter[str]) -> None:
        self.uid = uid
        self._stage = stage
        self._told = told
        self._bearer = ""

    def write(self, intent: Intent) -> None:
        """Begin a note and publish it."""
        stage = self._stage
        body = {
            "key": f"note-{intent.number}",
            "tenant": "northstar",
            **self._target(intent.targets[0]),
            "type": "Update",
            "subject": intent.subject,
            "notes_html": intent.text,
        }
        intent.draft = self._call("begin-draft", body=body).json
        intent.published_at = stage.clock.now()
        self.publish(intent)

    def publish(self, intent: Intent) -> None:
        """Publish a note as it is saved."""
        targets = [self._target(name) for name in intent.targets]
        body = {"version": intent.draft["version"], "targets": targets}
        path = {"draft_id": intent.draft["id"]}
        intent.draft = self._call("publish", path=path, body=body).json

    def edit(self, intent: Intent) -> None:
        """Write another text and publish that."""
        intent.edits += 1
        intent.settled_at = None
        intent.text = f"<p>{intent.subject}</p>"
        path = {"draft_id": intent.draft["id"]}
        intent.draft = self.read(intent)
        while True:
            text = {"subject": intent.subject, "notes_html": intent.text}
            body = {"version": intent.draft["version"], **text}
            answer = self._call("save-draft", path=path, body=body)
            if answer.status == HTTPStatus.OK:
                intent.draft = answer.json
                break
            intent.draft = answer.error["details"]["current"]
            if intent.draft["subject"] == intent.subject:  # the save whose answer was lost
                break
        intent.published_at = self._stage.clock.now()
        self.publish(intent)

    def read(self, intent: Intent) -> dict[str, Any]:
        """Look at a note."""
        found: dict[str, Any] = self._call("draft", path={"draft_id": intent.draft["id"]}).json
        return found

    def _target(self, name: str) -> dict[str, str]:
        return {"kind": "company", "id": self._stage.gsid(name), "name": name}

    def _call(self, name: str, **arguments: Any) -> Answer:
        """Ask until there is an answer that trying again would not better."""
        stage = self._stage
        for _ in range(PATIENCE):
            self._bearer = self._bearer or self._open()
            try:
                with stage.fate.life("TimelineWrite"):
                    answer = stage.call(
                        f"timeline_write/{name}", bearer=self._bearer, seconds=20, **arguments
                    )
            except Killed:
                stage.restart()
                self._told["no answer"] += 1
            else:
                if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.CONFLICT):
                    return answer
                if answer.status == HTTPStatus.UNAUTHORIZED:
                    self._bearer = ""
                    continue
                self._told[f"{answer.status} {answer.code}"] += 1
            stage.clock.advance(3)
        raise RuntimeError(f"{name} goes on failing: {self._told}")

    def _open(self) -> str:
        fate = self._stage.fate
        risk, fate.risk = fate.risk, 0.0
        with fate.life("LoginRouting"):  # its steps are not those of who runs around it
            bearer = self._stage.open_pane(self.uid)
        fate.risk = risk
        return bearer


class Drill:
    """One run."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self.stage = stage
        self.plan = plan
        self.told: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self.intents: list[Intent] = []
        self.publishes = 0
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._acting = False
        self._ticks = 0

    def run(self) -> Result:
        """Let everything happen, wait until it rests, and compare."""
        stage, plan = self.stage, self.plan
        authors = [Author(stage, stage.hire(n), self.told) for n in range(plan.people)]
        self._plan(authors)
        stage.fate.risk = plan.worker_dies
        stage.trouble = self._trouble
        while self._agenda:
            self._act()
            self._tick()
            self._ticks += 1
            if self._ticks % LOOK_EVERY == 0:
                self._all_posted()
        stage.fate.risk = 0.0
        stage.trouble = lambda _: None
        over = stage.clock.now()
        self._come_to_rest(over + plan.rest_within_s)
        return Result(
            notes=len(self.intents),
            targets=sum(len(intent.targets) for intent in self.intents),
            publishes=self.publishes,
            trouble=self.troubles,
            deaths=stage.fate.deaths,
            told=self.told,
            dead_letters=stage.sqs.dead,
            waits_s=[i.settled_at - i.published_at for i in self.intents if i.settled_at],
            rest_after_s=stage.clock.now() - over,
            wrong=[*self._wrong_in_gainsight(), *self._wrong_drafts(), *self._wrong_order()],
        )

    # --- what happens ------------------------------------------------------------------------

    def _plan(self, authors: list[Author]) -> None:
        chance, plan, now = self.stage.chance, self.plan, self.stage.clock.now()
        for number in range(plan.publishes):
            author = authors[number % len(authors)]
            several = chance.choice((2, 3)) if chance.random() < plan.to_several else 1
            intent = Intent(number, author, chance.sample(CUSTOMERS, several))
            intent.text = f"<p>{intent.subject}</p>"
            at = now + chance.uniform(0, plan.within_s)
            self.intents.append(intent)
            self._at(at, author.write, intent)
            if chance.random() < plan.impatient:
                self._at(at + chance.uniform(1, 30), author.publish, intent)
            while chance.random() < plan.edited:
                at += chance.uniform(2, 120)
                self._at(at, author.edit, intent)

    def _at(self, at: float, what: Callable[[Intent], None], intent: Intent) -> None:
        def act() -> None:
            self.publishes += 1
            what(intent)

        heapq.heappush(self._agenda, (at, len(self._agenda) + self.publishes, act))

    def _act(self) -> None:
        """Let people do what they have come to; nobody does two things at once."""
        if self._acting:
            return
        self._acting = True
        risk, self.stage.fate.risk = self.stage.fate.risk, self.plan.api_dies
        try:
            while self._agenda and self._agenda[0][0] <= self.stage.clock.now():
                heapq.heappop(self._agenda)[2]()
        finally:
            self.stage.fate.risk = risk
            self._acting = False

    def _tick(self) -> None:
        self.stage.turn()
        self.stage.clock.advance(TICK_S)

    def _trouble(self, request: requests.PreparedRequest) -> None:
        """Let the tenant fail at this request, or let the others go on while it is on its way."""
        stage, chance = self.stage, self.stage.chance
        path = request.path_url.partition("?")[0]
        if not path.startswith(API):
            return
        if not self._acting and stage.fate.depth < MOST_AT_ONCE and chance.random() < STALLS:
            stage.clock.advance(chance.uniform(0.1, 7.0))
            self._act()
            stage.turn()
        if chance.random() < self.plan.trouble:
            kind: Any = chance.choice(TROUBLE)
            self.troubles[kind] += 1
            stage.northstar.faults.add(
                Fault(
                    kind=kind,
                    path=path,
                    method=str(request.method),
                    delay_s=LONGER_THAN_ANY_PATIENCE_S,
                    retry_after=chance.choice(RETRY_AFTER),
                )
            )

    def _come_to_rest(self, until: float) -> None:
        while self.stage.clock.now() < until:
            self._tick()
            self._ticks += 1
            if self._ticks % LOOK_EVERY == 0 and self._all_posted():
                return

    def _all_posted(self) -> bool:
        now, rest = self.stage.clock.now(), True
        for uid in {intent.author.uid: None for intent in self.intents}:
            left = {i.draft_id for i in self.stage.wired.notes.outbox(uid) if i.state != "posted"}
            for intent in self.intents:
                if intent.author.uid == uid and intent.draft and intent.settled_at is None:
                    if intent.draft["id"] in left:
                        rest = False
                    else:
                        intent.settled_at = now
        return rest

    # --- what is there in the end ------------------------------------------------------------

    def _rows(self) -> list[dict[str, Any]]:
        rows = self.stage.northstar.records.rows("activity_timeline")
        return [row for row in rows if str(row.get("ExternalId", "")).startswith("gsz-")]

    def _wrong_in_gainsight(self) -> list[str]:
        wanted = {
            f"gsz-{intent.draft['id']}-{self.stage.gsid(name)}": (intent.subject, intent.text)
            for intent in self.intents
            for name in intent.targets
        }
        rows = self._rows()
        times = Counter(row["ExternalId"] for row in rows)
        there = {row["ExternalId"]: (row["Subject"], row["Notes"]) for row in rows}
        wrong = [f"missing: {key}" for key in wanted if key not in there]
        wrong += [f"not meant: {key}" for key in there if key not in wanted]
        wrong += [f"{count} times: {key}" for key, count in times.items() if count > 1]
        wrong += [
            f"old text: {key} has {there[key][0]}, not {wanted[key][0]}"
            for key in wanted
            if key in there and there[key] != wanted[key]
        ]
        audit = self.stage.wired.audit._tenants.prefix("TENANT#northstar", "AUDIT#")
        created = Counter(i["target"] for i in audit if i["action"] == "activity.create")
        return wrong + [f"{n} audit lines: {what}" for what, n in created.items() if n != 1]

    def _wrong_drafts(self) -> list[str]:
        wrong = []
        ids = {row["ExternalId"]: row["ActivityId"] for row in self._rows()}
        for intent in self.intents:
            draft = intent.author.read(intent)
            if (draft["state"], draft["changed"]) != ("posted", False):
                wrong.append(f"draft of note {intent.number} is {draft['state']}")
            for target in draft["targets"]:
                key = f"gsz-{draft['id']}-{target['id']}"
                if target["activity_id"] != ids.get(key):
                    wrong.append(f"note {intent.number} names another activity")
        return wrong

    def _wrong_order(self) -> list[str]:
        """Notes that were never edited stand in their customer's Timeline in order."""
        lanes: dict[tuple[str, str], list[tuple[float, int]]] = {}
        made = {row["ExternalId"]: place for place, row in enumerate(self._rows())}
        for intent in self.intents:
            for name in intent.targets if not intent.edits else ():
                key = f"gsz-{intent.draft['id']}-{self.stage.gsid(name)}"
                lane = lanes.setdefault((intent.author.uid, name), [])
                lane.append((intent.published_at, made.get(key, -1)))
        return [
            f"out of order: {uid} at {name}"
            for (uid, name), lane in lanes.items()
            if [place for _, place in sorted(lane)] != sorted(place for _, place in lane)
        ]


def run(stage: Stage, plan: Plan) -> Result:
    """Run the drill on a stage."""
    return Drill(stage, plan).run()


def section(seed: int) -> Section:
    """Run the whole drill and tell what came of it."""
    plan = Plan()
    with staged(seed=seed) as stage:
        result = run(stage, plan)
    wrong = Counter(each.partition(":")[0] for each in result.wrong)
    return Section(
        "Notes are posted exactly once, whatever fails",
        f"{result.notes} notes by {plan.people} people for {result.targets} places, published "
        f"{result.publishes} times within {plan.within_s / 60:.0f} minutes, many edited between "
        f"tries. {plan.trouble:.0%} of Gainsight's answers are a 429, a 500, stored and then "
        f"nothing, or a dropped connection; {plan.worker_dies:.0%} of the workers' and "
        f"{plan.api_dies:.0%} of the routes' invocations die between two of their calls; rings of "
        f"the doorbell come late, twice and out of order. Seed {seed}.",
        (
            Row("what is wrong in the end", len(result.wrong), 0, note=_listed(wrong)),
            Row("answers that went wrong", result.trouble.total(), note=_listed(result.trouble)),
            Row("invocations that died", result.deaths.total(), note=_listed(result.deaths)),
            Row(
                "times somebody had to press again",
                result.told.total(),
                note=_listed(result.told),
            ),
            Row("rings that ended as dead letters", result.dead_letters, note="the sweeper rang"),
            Row("publish to posted, half of the notes", result.median_s, unit=" s"),
            Row("publish to posted, 95 %", result.percentile(95), unit=" s"),
            Row("publish to posted, the longest", max(result.waits_s), unit=" s"),
            Row("at rest after the trouble", result.rest_after_s, plan.rest_within_s, unit=" s"),
        ),
        machine_independent=True,
    )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
