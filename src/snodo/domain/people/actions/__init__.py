"""The verbs on persons and households: the only writers of this context."""

from snodo.domain.people.actions.choices import (
    keep_choice,
    record_information_given,
    record_sharing_choice,
)
from snodo.domain.people.actions.circle import admit_organisation, release
from snodo.domain.people.actions.contact import agree_safe_contact
from snodo.domain.people.actions.emergency import close_emergency, open_emergency, read_in_emergency
from snodo.domain.people.actions.grants import grant_sections, revoke_grant
from snodo.domain.people.actions.guardians import (
    end_guardian,
    look_for_guardian,
    name_guardian,
    stop_looking,
)
from snodo.domain.people.actions.households import (
    add_household_member,
    end_member,
    form_household,
    hide_member,
    register_household,
)
from snodo.domain.people.actions.keeping import (
    freeze_person,
    leave_to_statistics,
    lift_restriction,
    restrict_person,
    thaw_person,
)
from snodo.domain.people.actions.merging import (
    CHOSEN,
    merge_persons,
    sweep_merges,
    undo_merge,
)
from snodo.domain.people.actions.pairs import answer_question, ask_other_body, find_pairs, tell_apart
from snodo.domain.people.actions.persons import (
    Change,
    PersonFields,
    add_identifier,
    correct_person,
    find_possible_duplicates,
    open_identifiers,
    open_person_file,
    register_person,
    update_person,
)
from snodo.domain.people.actions.protection import (
    correct_identity,
    lift_protection,
    notice_seekers,
    open_identity,
    protect_person,
)
from snodo.domain.people.actions.reshaping import (
    change_member,
    correct_member,
    name_reference,
    split_household,
)
from snodo.domain.people.actions.sections import (
    OpenedSection,
    attach_to_section,
    open_section,
    write_section,
)

__all__ = [
    "CHOSEN",
    "Change",
    "OpenedSection",
    "PersonFields",
    "add_household_member",
    "add_identifier",
    "admit_organisation",
    "agree_safe_contact",
    "answer_question",
    "ask_other_body",
    "attach_to_section",
    "change_member",
    "close_emergency",
    "correct_identity",
    "correct_member",
    "correct_person",
    "end_guardian",
    "end_member",
    "find_pairs",
    "find_possible_duplicates",
    "form_household",
    "freeze_person",
    "grant_sections",
    "hide_member",
    "keep_choice",
    "leave_to_statistics",
    "lift_protection",
    "lift_restriction",
    "look_for_guardian",
    "merge_persons",
    "name_guardian",
    "name_reference",
    "notice_seekers",
    "open_emergency",
    "open_identifiers",
    "open_identity",
    "open_person_file",
    "open_section",
    "protect_person",
    "read_in_emergency",
    "record_information_given",
    "record_sharing_choice",
    "register_household",
    "register_person",
    "release",
    "restrict_person",
    "revoke_grant",
    "split_household",
    "stop_looking",
    "sweep_merges",
    "tell_apart",
    "thaw_person",
    "undo_merge",
    "update_person",
    "write_section",
]
