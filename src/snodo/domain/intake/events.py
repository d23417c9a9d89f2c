"""What referrals announce."""

from django.dispatch import Signal

batch_waits = Signal()  # batch_id, step ("check" or "send"), actor: a worker has come to it
