"""What every personal page has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.web.http import post_only, public
from snodo.web.personal import memory


@public
@post_only
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on a device that others use too."""
    response = render(request, "personal/closed.html")
    memory.drop(response)
    return response
