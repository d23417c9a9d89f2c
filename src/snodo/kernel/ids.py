"""Identifiers made by the application, ordered by time (RFC 9562, version 7)."""

import datetime
import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered UUID: 48 bits of milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10))
    value = (milliseconds & ((1 << 48) - 1)) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def first_of(instant: datetime.datetime) -> UUID:
    """The smallest identifier an instant can give: ids below it were made before."""
    value = int(instant.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62
    return UUID(int=value)
