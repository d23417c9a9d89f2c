"""Many stories told at once, each gesture on its day: what happens first is written first.

A story is a generator: it does something, then yields the day on which it goes on. What would come after
today never happens, so every life stands where it is.
"""

import datetime
import heapq
from collections.abc import Iterable, Iterator

from snodo.jobs.demo.stage import Stage
from snodo.kernel import clock, tenancy

Story = Iterator[datetime.date]
OPENS, MINUTES_OPEN = 8 * 60 + 30, 9 * 60


def play(stage: Stage, stories: Iterable[tuple[datetime.date, Story]]) -> None:
    """Tell every story up to today; one transaction per week."""
    queue = [
        (day, OPENS + number * 37 % MINUTES_OPEN, number, story)
        for number, (day, story) in enumerate(stories)
        if day <= stage.today
    ]
    heapq.heapify(queue)
    while queue:
        until = queue[0][0] + datetime.timedelta(days=7)
        with tenancy.in_network(stage.network_id):
            while queue and queue[0][0] < until:
                day, minute, number, story = heapq.heappop(queue)
                following = _go_on(stage, day, minute, story)
                if following is not None and following <= stage.today:
                    heapq.heappush(queue, (max(day, following), minute, number, story))


def _go_on(stage: Stage, day: datetime.date, minute: int, story: Story) -> datetime.date | None:
    moment = min(clock.at(day, minute // 60, minute % 60), stage.now)
    with clock.held(moment):
        try:
            return next(story, None)
        except Exception as error:
            error.add_note(f"The story {getattr(story, '__qualname__', story)} was at {day}.")
            raise
