"""What casework announces upward. Receivers run in the same transaction as the action."""

from django.dispatch import Signal

case_opened = Signal()  # case, actor
phase_moved = Signal()  # case, phase, actor
case_suspended = Signal()  # case, suspension, actor
case_resumed = Signal()  # case, suspension, actor
case_closed = Signal()  # case, actor
responsibility_moved = Signal()  # case, handover, actor
plan_signed = Signal()  # plan, actor
outcome_recorded = Signal()  # outcome, actor
outcome_withdrawn = Signal()  # outcome, actor
party_ended = Signal()  # party, actor
