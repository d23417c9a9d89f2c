"""What is loaded before the first page: every template, and nothing of it is looked through again."""

import gc

from django.template.loader import get_template

from snodo.web.ready import make_ready, template_names


def test_every_template_is_read_before_the_first_page() -> None:
    try:
        make_ready()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    names = template_names()
    assert {"base.html", "intake/index.html", "cotton/tag.html"} <= set(names)
    read = get_template("intake/index.html").template  # type: ignore[attr-defined]
    assert read is get_template("intake/index.html").template  # type: ignore[attr-defined]
