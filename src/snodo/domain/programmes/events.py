"""What programmes announce upward. Receivers run in the same transaction as the action."""

from django.dispatch import Signal

programme_started = Signal()  # programme, actor
programme_concluded = Signal()  # programme, actor
partner_joined = Signal()  # partner, actor
act_ended = Signal()  # partner, actor
