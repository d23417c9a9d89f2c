"""Transaction numbers belong to the whole cluster: sealing waits for whoever else is writing on it."""

import time

from django.db import connection


def settle(seconds: float = 300) -> None:
    """Wait until everything committed so far can be sealed: at most as long as the longest test beside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (mine,) = cursor.fetchone()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > mine:
                return
            time.sleep(0.05)
    raise AssertionError("Somebody kept a transaction open on this cluster.")
