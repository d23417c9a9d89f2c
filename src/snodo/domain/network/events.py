"""What the network announces upward. Receivers run in the same transaction as the action."""

from django.dispatch import Signal

mask_changed = Signal()  # organisation, known_as (the names it had), actor
membership_ended = Signal()  # membership, actor
