"""Small helpers shared by all views. No rule of the domain lives here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import DisallowedHost
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused

__all__ = [
    "ActingRequest",
    "Page",
    "any_signed_in",
    "apply_refusal",
    "came_from",
    "filters_query",
    "form_page_errors",
    "get_or_404",
    "go_back",
    "id_or_404",
    "leaf",
    "paginate",
    "post_only",
    "public",
    "require_GET",
    "require_safe",
    "safe_next",
    "toast",
    "typed",
    "warn",
]

_M = TypeVar("_M", bound=Model)
View = Callable[..., HttpResponse]


class ActingRequest(HttpRequest):
    """A request after the acting middleware: who acts is known. For type hints only."""

    actor: Actor
    htmx: Any
    shell: Any


# Who may come in. Login, a network and (by role) a second factor are asked of every view
# that bears neither of the two marks below.


def public(view: View) -> View:
    """Mark a view as open to whoever has the address."""
    view.snodo_public = True  # type: ignore[attr-defined]
    return view


def any_signed_in(view: View) -> View:
    """Mark a view that needs a signed-in user but no network: it gets no `request.actor`."""
    view.snodo_any_signed_in = True  # type: ignore[attr-defined]
    return view


def post_only(view: View) -> View:
    """Refuse every method but POST."""
    return require_POST(view)


# Objects


def get_or_404(queryset: QuerySet[_M], pk: object, **lookups: Any) -> _M:
    """The one row of an already scoped queryset; anything else, a malformed id included, is 404."""
    return there_or_404(queryset.filter(pk=id_or_404(pk), **lookups).first())


def id_or_404(pk: object) -> UUID:
    """An id as it came in an address; what is none is 404."""
    if isinstance(pk, UUID):
        return pk
    try:
        return UUID(str(pk))
    except ValueError as error:
        raise Http404 from error


def there_or_404(found: _M | None) -> _M:
    """What was found, if anything was."""
    if found is None:
        raise Http404
    return found


# Forms


def typed(form: BaseForm, *names: str) -> dict[str, Any]:
    """The cleaned values of these fields (all when none is named)."""
    data: dict[str, Any] = form.cleaned_data
    return {name: data.get(name) for name in names} if names else dict(data)


def apply_refusal(form: BaseForm, error: InputRefused) -> None:
    """Put what a rule refused next to the fields of the form; the rest on top of it."""
    if not hasattr(form, "cleaned_data"):
        form.full_clean()
    for field, sentence in error.problems.items():
        form.add_error(field if field in form.fields else None, sentence)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is nothing at all; None when the page is only being opened."""
    return request.POST if request.method == "POST" else None


def done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was valid and the rules took what it says."""
    if not form.is_valid():
        return False
    try:
        act()
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return False
    except Conflict as conflict:
        form.add_error(None, conflict.sentence)
        return False
    return True


def form_page_errors(form: BaseForm) -> Iterator["FieldProblem"]:
    """The problems of a form in the order of its fields, for the summary on top."""
    for sentence in form.non_field_errors():
        yield FieldProblem("", "", str(sentence))
    for bound in form:
        for sentence in bound.errors:
            yield FieldProblem(_focus_id(bound), str(bound.label), str(sentence))


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One line of the summary."""

    target: str
    label: str
    sentence: str


def _focus_id(bound: Any) -> str:
    """The id of what can take the keyboard: groups of choices have none of their own."""
    first = str(bound.id_for_label or "")
    return first or f"{bound.auto_id}_0"


# Answers


def toast(request: HttpRequest, text: str) -> None:
    """A line of confirmation shown once, on the next page."""
    messages.success(request, text)


def warn(request: HttpRequest, text: str) -> None:
    """A line to be read with attention, on the next page."""
    messages.warning(request, text)


def safe_next(request: HttpRequest, default: str = "/", *, field: str = "next") -> str:
    """The address given in the form or in the query, if it is ours."""
    wanted = request.POST.get(field) or request.GET.get(field) or ""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default


def came_from(request: HttpRequest) -> str:
    """The page the person came from, if it was ours and not this one."""
    referer = request.headers.get("Referer", "")
    try:
        origin = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return "/"
    if not referer.startswith(f"{origin}/"):
        return "/"
    path = referer.removeprefix(origin)
    return "/" if path == request.get_full_path() and request.method == "GET" else path


def go_back(request: HttpRequest, default: str = "/") -> HttpResponse:
    """Redirect to where the person came from."""
    return redirect(safe_next(request, default))


# Lists


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, its total (None where there are too many to count), and the other addresses."""

    items: list[Any]
    total: int | None
    number: int
    pages: int
    query: str
    per: int = 50

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0

    def url(self, number: int) -> str:
        """The query string of another page, filters kept."""
        return f"?{self.query}{'&' if self.query else ''}pagina={number}"

    @property
    def previous_url(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(self.number + 1) if self.number < self.pages else ""


def paginate(request: HttpRequest, queryset: Any, per: int = 50) -> Page:
    """Two statements: how many, and the rows of this page. A number out of range gives the nearest."""
    paginator = Paginator(queryset, per)
    page = paginator.get_page(request.GET.get("pagina"))
    return Page(
        items=list(page.object_list),
        total=paginator.count,
        number=page.number,
        pages=paginator.num_pages,
        query=filters_query(request),
        per=per,
    )


def leaf(request: HttpRequest, queryset: Any, per: int = 50) -> Page:
    """One statement, where counting all rows would cost more than it tells: this page, and whether there is
    another. A number beyond the last page gives the first.
    """
    wanted = request.GET.get("pagina", "1")
    number = max(int(wanted), 1) if wanted.isdecimal() and len(wanted) < 6 else 1
    rows = list(queryset[(number - 1) * per : number * per + 1])
    if number > 1 and not rows:
        number, rows = 1, list(queryset[: per + 1])
    return Page(rows[:per], None, number, number + (len(rows) > per), filters_query(request), per)


def filters_query(request: HttpRequest, **changes: object) -> str:
    """The filters of the present address (never the page number), some changed or taken away (None)."""
    params = request.GET.copy()
    params.pop("pagina", None)
    for name, value in changes.items():
        if value is None or value == "":
            params.pop(name, None)
        else:
            params[name] = str(value)
    return urlencode([(key, item) for key in params for item in params.getlist(key) if item], doseq=True)
