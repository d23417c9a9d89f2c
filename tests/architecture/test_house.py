"""The house as it stands, judged by the rules."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.apps import apps

from snodo.kernel.tenancy import TenantModel
from tests.architecture import rules

FOUNDERS = {
    "network.found_network": "founds the network in which there is an actor",
    "network.accept_invitation": "becomes the actor by accepting",
    "network.sweep_submissions": "the clock forgets old form keys, nobody does",
    "audit.open_chain": "the clock seals the log, nobody does",
    "audit.seal_entries": "the clock seals the log, nobody does",
}
STATES_BY_HAND: dict[str, str] = {}
AREAS_OF_MANY_CONTEXTS = {
    "home": "Oggi: what is due, across contexts",
    "account": "sign-in, sessions, where one acts",
    "personal": "pages by personal link: cards, tables, ledger",
}


def breaches(rule, *folders):  # type: ignore[no-untyped-def]
    found = [(path, rule(source)) for path, source in rules.sources(*folders)]
    return [(path, what) for path, what in found if what]


@pytest.mark.parametrize("layer", ["web", "api", "jobs"])
def test_entry_points_never_write(layer: str) -> None:
    assert not breaches(rules.writes, rules.ROOT / "src" / "snodo" / layer)


def test_domain_knows_no_http() -> None:
    assert not breaches(rules.http_in_domain, rules.DOMAIN)


def test_rules_take_an_actor_never_a_request() -> None:
    assert not breaches(rules.request_in_signature, rules.DOMAIN)


def action_files() -> Iterator[tuple[str, str, str, set[str] | None]]:
    """(context, path, source, names handed out or None for a single file)."""
    for context in rules.ORDER:
        single, folder = rules.DOMAIN / context / "actions.py", rules.DOMAIN / context / "actions"
        if single.exists():
            yield context, str(single.relative_to(rules.ROOT)), single.read_text(), None
        if folder.is_dir():
            names = rules.handed_out((folder / "__init__.py").read_text())
            for path, source in rules.sources(folder):
                yield context, path, source, names


def test_actions_are_keyword_only_with_an_actor() -> None:
    bad = {
        f"{context}.{name}"
        for context, _, source, names in action_files()
        for name in rules.actions_without_actor(source, names)
    }
    assert bad == set(FOUNDERS)


def test_actions_say_what_they_do() -> None:
    assert not [
        (path, silent)
        for _, path, source, names in action_files()
        if (silent := rules.actions_without_docstring(source, names))
    ]


def test_the_present_comes_from_the_clock() -> None:
    assert not [
        b for b in breaches(rules.own_present, rules.ROOT / "src") if not b[0].endswith("kernel/clock.py")
    ]


def test_states_change_through_their_tables() -> None:
    bad = {
        path: what for _, path, source, _names in action_files() if (what := rules.state_set_by_hand(source))
    }
    assert set(bad) <= set(STATES_BY_HAND), bad


def test_human_text_goes_through_the_plain_fields() -> None:
    assert not breaches(rules.raw_text_fields, rules.DOMAIN)


def test_files_stay_short() -> None:
    assert not breaches(rules.too_long, rules.ROOT / "src", rules.ROOT / "tools")


def test_foreign_keys_point_down() -> None:
    assert not rules.upward_keys(apps.get_models())


def test_no_reverse_accessor_crosses_contexts() -> None:
    assert not rules.reverse_accessors(apps.get_models())


def test_every_context_of_the_order_is_present_and_says_what_it_owns() -> None:
    for context in rules.ORDER:
        text = (rules.DOMAIN / context / "__init__.py").read_text()
        assert text.startswith('"""Owns '), context


def test_domain_models_are_tenant_models_or_say_why() -> None:
    outside = {
        "network.Network": "the tenant itself",
        "network.User": "works in several networks",
        "audit.Chain": "says which networks have a log to seal",
    }
    bad = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in rules.RANK and not issubclass(model, TenantModel)
    }
    assert bad == set(outside)


def test_no_many_to_many_without_a_network() -> None:
    assert not [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in rules.RANK
        for field in model._meta.local_many_to_many
    ]


def test_web_areas_are_named_after_contexts() -> None:
    folders = {path.name for path in rules.WEB.iterdir() if path.is_dir() and (path / "urls.py").exists()}
    assert not folders - set(rules.ORDER) - set(AREAS_OF_MANY_CONTEXTS)


def test_web_areas_do_not_import_each_other() -> None:
    areas = {path.name for path in rules.WEB.iterdir() if (path / "urls.py").exists()}
    bad = []
    for area in areas:
        for path, source in rules.sources(rules.WEB / area):
            named = {name.split(".")[2] for name in rules.imports(source) if name.startswith("snodo.web.")}
            bad += [(path, other) for other in named & areas - {area}]
    assert not bad


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=rules.ROOT,
        env={"PYTHONPATH": str(rules.ROOT / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
