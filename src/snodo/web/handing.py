"""Files handed to whoever asks for them: never shown inside a page, under names that tell of nobody."""

from django.http import HttpResponse


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A download that stays out of caches."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store, private",
        },
    )


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper."""
    return attachment(content, "application/pdf", name)
