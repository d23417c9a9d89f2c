"""Who was there goes; how many were there was never anybody's data."""

from snodo.kernel.forgetting import treat

treat("community.activityparticipant", "path", "person")
