"""The person's own copy: what is in it, and the archive to take."""

from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.privacy import actions, queries
from snodo.domain.privacy.models import CopyLink
from snodo.web.personal.door import Door, LinkRequest, by_link

COPY = Door(find=queries.find_copy_link, holder_of=queries.copy_holder_of, try_code=actions.try_copy_code)


@by_link(COPY)
def copy_page(request: LinkRequest, link: CopyLink) -> HttpResponse:
    """What it holds, until when; a button to take it."""
    if request.method == "POST" and "scarica" in request.POST:
        content = actions.fetch_own_copy(link=link, actor=request.actor)
        return HttpResponse(
            content,
            content_type="application/zip",
            headers={
                "Content-Disposition": 'attachment; filename="la-tua-copia.zip"',
                "X-Content-Type-Options": "nosniff",
            },
        )
    copy = actions.open_own_copy(link=link, actor=request.actor)
    return render(request, "personal/copy.html", {"copy": copy, "until": link.expires_at})
