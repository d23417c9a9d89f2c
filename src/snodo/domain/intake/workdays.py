"""Working days of the whole country, for who has no place of its own in view."""

from snodo.kernel.calendars import ITALY

is_working_day = ITALY.is_open
add_working_days = ITALY.add
working_days_between = ITALY.between
