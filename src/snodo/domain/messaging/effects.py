"""E-mails leave after the action, from a worker."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives

from snodo.domain.messaging import messages
from snodo.domain.messaging.models import Notification
from snodo.kernel import background, clock


@background.network_task(name="messaging.send_email", queue="mail")
def send_email(*, notification_id: UUID) -> None:
    """Send one notification by e-mail, once."""
    notification = (
        Notification.objects.select_for_update()
        .filter(pk=notification_id, emailed_at__isnull=True, read_at__isnull=True)
        .first()
    )
    if notification is None:
        return  # sent already, or read in the meantime
    address = (
        get_user_model()
        ._default_manager.filter(pk=notification.recipient_id, is_active=True)
        .values_list("email", flat=True)
        .first()
    )
    if not address:
        return
    rendered = messages.of_kind(notification.kind)(notification.path).render()
    mail = EmailMultiAlternatives(rendered.subject, rendered.text, to=[address])
    mail.attach_alternative(rendered.html, "text/html")
    notification.emailed_at = clock.now()
    notification.save(update_fields=["emailed_at"])
    mail.send()
