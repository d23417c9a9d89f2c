"""Hours and attendances are proofs: they stay, counted and without words, as long as a funder may ask."""

from snodo.kernel.forgetting import treat

treat("activities.appointment", "evidence", "person", "case", bare=True)
treat("activities.groupmember", "evidence", "person", "case", bare=True)
treat("activities.attendance", "evidence", "member__person", "member__case", bare=True)
treat("activities.hoursentry", "evidence", "case", bare=True, keeps=("ref_kind",))
treat("activities.extrahoursrequest", "evidence", "case", bare=True)
