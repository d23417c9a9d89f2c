"""What people announce upward. Receivers run in the same transaction as the action."""

from django.dispatch import Signal

sharing_refused = Signal()  # choice, actor
household_joined = Signal()  # member, actor
household_left = Signal()  # member, actor
person_protected = Signal()  # person, known_as (names by which texts may speak of them), actor
keeping_changed = Signal()  # person, actor: frozen, in use again, or left to statistics
protection_lifted = Signal()  # person, actor
