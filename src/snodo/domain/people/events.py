"""What people announce upward. Receivers run in the same transaction as the action."""

from django.dispatch import Signal

sharing_refused = Signal()  # choice, actor
