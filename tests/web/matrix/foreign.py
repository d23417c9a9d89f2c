"""Sends each form of the product with ids that are not for its sender, and says what was let through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from django import forms
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.urls import Resolver404, resolve

from snodo.kernel.tenancy import TenantModel
from tests.web.matrix.forms import OURS, Drawn, filled, forms_of, is_id, overheard
from tests.web.matrix.others import FAR, NEAR, Rows
from tests.web.matrix.targets import address
from tests.web.matrix.test_matrix import addresses, rows
from tests.web.test_every_address import LEFT_OUT

WRITE = ("INSERT", "UPDATE", "DELETE")
# What may be written although the answer is no: the log, the mark of a form sent twice, sessions.
NOT_COUNTED = ("audit_", "network_submission", "django_session")
REFUSED = {400, 403, 404, 409, 422}
# Whose page is looked at first: the forms of most people are sara's, the rest is asked of who has it.
LOOKING = ("sara", "livia", "marta", "ada", "paola", "tina", "carla", "dario", "omar")

ASKED_OF = {"tables:protocol_change": "marta", "tables:protocol_version": "marta"}  # sara only reads them


@dataclass
class Writes:
    """The statements that stay: what a savepoint takes back is forgotten."""

    kept: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if text.startswith("SAVEPOINT"):
            self.marks[text.split()[1]] = len(self.kept)
        elif text.startswith("ROLLBACK TO"):
            del self.kept[self.marks.get(text.rsplit(maxsplit=1)[-1], 0) :]
        elif text.lstrip().startswith(WRITE) and not any(one in text for one in NOT_COUNTED):
            self.kept.append((text, str(params)))
        return execute(sql, params, many, context)


@dataclass
class Found:
    """A form with fields that hold ids."""

    who: str
    name: str
    form: Drawn
    url: str
    fields: dict[str, forms.Field]
    data: dict[str, Any] = field(default_factory=dict)

    def fill(self, client: Any, more: dict[str, Any]) -> bool:
        """Find what to send so that it is accepted as it stands: only then a refusal speaks of the id."""
        for all_of_it in (False, True):
            self.data = filled(self.form, self.fields, all_of_it=all_of_it) | more
            if send(client, self.url, self.data).done:
                return True
        return False


@dataclass
class Answer:
    """What came back, and what was written for good."""

    status: int
    text: str
    writes: list[tuple[str, str]]
    said: list[str]
    location: str

    @property
    def done(self) -> bool:
        return self.status in (302, 303, 204) and bool(self.writes)


def forms_with_ids(scene: Any, sign_in: Callable[[str], Any], known: Rows) -> Iterator[Found]:
    """Every form with ids, once for each address and set of fields."""
    wanted, seen = dict(addresses()), set()
    for who in LOOKING:
        client = sign_in(who)
        for row in rows():
            first = ASKED_OF.get(row.name) or next((one for one in LOOKING if one in row.inside), None)
            if row.method != "GET" or first != who:
                continue
            url = address(row.name, wanted[row.name], scene)
            with overheard() as fields, transaction.atomic():
                answer = client.get(url)
                transaction.set_rollback(True)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            for form in forms_of(url, answer.content.decode("utf-8", "replace")):
                found = _named(who, form, fields)
                if found is None or (found.name, form.shape()) in seen:
                    continue
                seen.add((found.name, form.shape()))
                if id_fields(found, known):
                    yield found


def _named(who: str, form: Drawn, fields: dict[str, forms.Field]) -> Found | None:
    action = urljoin(form.page, form.action)
    try:
        name = resolve(urlsplit(action).path).view_name
    except Resolver404:
        return None
    if not form.post or name.startswith((*LEFT_OUT, "account")):
        return None
    return Found(who, name, form, action, fields)


def id_fields(found: Found, known: Rows) -> dict[str, type[TenantModel] | None]:
    """The fields that hold the id of a row, and of which kind it is."""
    kinds: dict[str, type[TenantModel] | None] = {}
    form = found.form
    every = {*form.values, *form.offered, *(name for name, _, _ in form.buttons if name)}
    for name in every - set(OURS):
        said = [*form.values.get(name, []), *form.offered.get(name, ())]
        said += [value for button, value, _ in form.buttons if button == name]
        ids = [one for one in said if is_id(one)]
        declared = found.fields.get(name)
        if isinstance(declared, forms.ModelChoiceField) and declared.queryset is not None:
            kinds[name] = declared.queryset.model  # type: ignore[assignment]
        elif ids or isinstance(declared, forms.UUIDField):
            kinds[name] = next((kind for one in ids if (kind := _of_row(one, known))), None)
    return kinds


def _of_row(text: str, known: Rows) -> type[TenantModel] | None:
    return next((kind for pk, kind in known.own.items() if str(pk) == text), None)


def send(client: Any, url: str, data: dict[str, Any]) -> Answer:
    """Send, look at what stays, and undo all of it."""
    writes = Writes()
    with transaction.atomic():
        with connection.execute_wrapper(writes):
            answer = client.post(url, {name: value for name, value in data.items() if value is not None})
        said = [one.level_tag for one in get_messages(answer.wsgi_request)]
        transaction.set_rollback(True)
    text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
    where = answer.headers.get("Location", "")
    return Answer(answer.status_code, text, writes.kept, said, where)


def wrongs(found: Found, client: Any, known: Rows) -> Iterator[str]:
    """Everything let through that should have been refused."""
    for name, kind in id_fields(found, known).items():
        offered = {*found.form.offered.get(name, ()), *found.form.values.get(name, [])}
        offered |= {value for button, value, _ in found.form.buttons if button == name}
        tried = {"of nothing": str(uuid4()), "that is none": "né questo né quello"}
        tried |= known.foreign(kind, offered) if kind else {}
        for how, value in tried.items():
            answer = send(client, found.url, {**found.data, name: [value]})
            for wrong in judged(answer, value):
                yield f"{found.name} as {found.who}: {name} {how}: {wrong}"


def judged(answer: Answer, value: str) -> Iterator[str]:
    if answer.status in (302, 303, 204):
        if answer.writes:
            yield f"accepted ({answer.writes[0][0][:60]})"
        elif "success" in answer.said:
            yield "said to be done"
    elif answer.status not in {200, *REFUSED}:
        yield f"answered {answer.status}"
    elif answer.writes:
        yield f"refused, yet written ({answer.writes[0][0][:60]})"
    if is_id(value) and any(value in params for _, params in answer.writes):
        yield "the foreign id was written"
    for word in (FAR, NEAR):
        if word in answer.text:
            yield f"the answer says «{word}»"
