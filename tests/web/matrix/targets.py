"""Which object of the scene stands in each argument of each address."""

from urllib.parse import urlencode

from django.urls import reverse

from tests.web.matrix.stage import Scene

# `area:*` speaks of the whole area; a name of its own comes first. Values are names
# of `Scene.ids`, or words after `=`; `?word` stands in the query.
TARGETS: dict[str, dict[str, str]] = {
    "intake:new": {"action_id": "action"},
    "intake:give_link": {"action_id": "action"},
    "intake:revoke_link": {"pk": "referring_link"},
    "intake:handover": {"pk": "offered_referral"},
    "intake:accept_handover": {"pk": "offered_referral"},
    "intake:decline_handover": {"pk": "offered_referral"},
    "intake:withdraw_handover": {"pk": "offered_referral"},
    "intake:*": {"pk": "referral"},
    "people:pair": {"pk": "pair"},
    "people:pair_apart": {"pk": "pair"},
    "people:pair_ask": {"pk": "pair"},
    "people:pair_question": {"pk": "pair_question"},
    "people:merge_undo": {"pk": "merge"},
    "people:household": {"pk": "household"},
    "people:member_add": {"pk": "household"},
    "people:member_end": {"pk": "household", "member_pk": "household_member"},
    "people:member_hide": {"pk": "household", "member_pk": "household_member"},
    "people:*": {"pk": "person", "grant": "grant", "section": "=health"},
    "casework:step_settle": {"step": "step"},
    "casework:promise_new": {"kind": "=impegno", "goal": "goal"},
    "casework:promise_edit": {"kind": "=impegno", "promise": "promise"},
    "casework:promise_remove": {"kind": "=impegno", "promise": "promise"},
    "casework:promise_mark": {"kind": "=impegno", "promise": "promise"},
    "casework:party_change": {"party": "party_other_coop"},
    "casework:party_end": {"party": "party_other_coop"},
    "casework:team_end": {"member": "member_nadia"},
    "casework:restricted": {"section": "=health"},
    "casework:compare": {"code": "=self-efficacy"},
    "casework:guidance_write": {"viewpoint": "=work", "person": "person"},
    "casework:*": {
        "pk": "case", "step": "step", "issue": "issue", "goal": "goal", "offer": "offer",
        "reading": "reading", "instrument": "instrument", "outcome": "outcome", "note": "own_note",
    },
    "tables:settle": {"pk": "table_promise"},
    "tables:protocol": {"pk": "protocol"},
    "tables:protocol_change": {"pk": "protocol"},
    "tables:protocol_version": {"pk": "protocol"},
    "tables:protocol_advance": {"pk": "protocol", "verb": "=invia"},
    "tables:advance": {"pk": "table", "verb": "=chiudi"},
    "tables:write": {"pk": "table", "what": "=decisione"},
    "tables:*": {
        "pk": "table", "guest_pk": "guest", "item_pk": "item", "position_pk": "position",
        "opportunity_pk": "table_opportunity",
    },
    "activities:decide_hours": {"pk": "hours_request"},
    "activities:*": {"pk": "appointment", "outcome": "=done", "case_pk": "case"},
    "groups:session": {"pk": "session"},
    "groups:session_cancel": {"pk": "session"},
    "groups:*": {"pk": "group", "member_pk": "group_member"},
    "employers:end_agreement": {"pk": "agreement"},
    "employers:end_contact": {"pk": "contact"},
    "employers:*": {"pk": "host"},
    "placements:meeting": {"pk": "meeting"},
    "placements:move_meeting": {"pk": "meeting"},
    "placements:miss_meeting": {"pk": "meeting"},
    "placements:revise_rule": {"pk": "rule"},
    "placements:*": {"pk": "internship"},
    "desk:turn": {"pk": "desk_visit", "verb": "=chiama"},
    "desk:end_opening": {"pk": "desk_opening"},
    "desk:cancel_shift": {"pk": "desk_shift"},
    "desk:contact": {"pk": "desk_contact"},
    **{
        f"desk:{name}": {"pk": "desk_access", "action_id": "action"}
        for name in (
            "access", "correct", "withdraw", "settle", "known", "choose_referral", "refer", "take_in_charge",
        )
    },
    "desk:*": {"pk": "desk"},
    "community:year": {"year": "=2026"},
    "community:*": {
        "pk": "network_activity", "partner_pk": "activity_partner", "participant_pk": "activity_participant",
    },
    "outreach:interview": {"pk": "prior_interview"},
    "outreach:drop": {"pk": "prior_interview"},
    "outreach:meeting": {"pk": "focus_group"},
    "outreach:unhear": {"pk": "focus_group", "voice_pk": "theme_voice"},
    "outreach:settle_call": {"pk": "call_request"},
    "outreach:*": {"programme": "programme", "pk": "possible_recipient"},
    "services:send": {"?accesso": "desk_access"},
    "services:sending": {"pk": "sending"},
    "services:*": {"pk": "service"},
    "opportunities:card": {"pk": "card"},
    "opportunities:edit_card": {"pk": "card"},
    "opportunities:add_line": {"pk": "card"},
    "opportunities:issue_card": {"pk": "card"},
    "opportunities:end_card": {"pk": "card"},
    "opportunities:answer": {"pk": "card_line"},
    "opportunities:remove_line": {"pk": "card_line"},
    "opportunities:from_table": {"pk": "table_opportunity"},
    "opportunities:*": {"pk": "opportunity"},
    "programmes:evidence": {"pk": "programme", "code": "=moduli-tirocinio"},
    "programmes:*": {"pk": "programme", "act_pk": "act", "version": "=2", "language": "=it"},
    "privacy:emergency": {"pk": "emergency"},
    "privacy:emergency_close": {"pk": "emergency"},
    "privacy:review": {"pk": "review"},
    "privacy:unusual_mark": {"pk": "unusual"},
    "privacy:request": {"pk": "request"},
    "privacy:request_restrict": {"pk": "request"},
    "privacy:retention_file": {"pk": "file"},
    "privacy:retention_hold": {"pk": "file"},
    "privacy:retention_lift": {"pk": "file", "hold_pk": "hold"},
    "privacy:retention_step": {"pk": "file", "name": "=riapri"},
    "privacy:request_take": {"pk": "request"},
    "privacy:request_step": {"pk": "request", "name": "=identita"},
    "privacy:request_letter": {"pk": "request_refused"},
    "privacy:copy": {"pk": "request_copied"},
    "privacy:copy_review": {"pk": "request_copied"},
    "privacy:copy_paper": {"pk": "request_copied", "document": "document_copied"},
    "privacy:copy_archive": {"pk": "request_copied"},
    "privacy:copy_sheet": {"pk": "request_copied"},
    "privacy:copy_step": {"pk": "request_copied", "verb": "=consegna"},
    "privacy:*": {"pk": "person"},
    "personal:*": {"token": "=nessuna"},
    "training:course": {"pk": "course"},
    "training:attendance": {"pk": "course_session"},
    "training:cancel_session": {"pk": "course_session"},
    "training:complete": {"pk": "enrolment"},
    "training:withdraw": {"pk": "enrolment"},
    "training:shadowing": {"pk": "shadowing"},
    "training:sign_off": {"pk": "shadowing"},
    "training:*": {"pk": "course"},
    "network:withdraw": {"pk": "invitation"},
    "network:end_membership": {"pk": "membership"},
    "network:*": {"pk": "organisation"},
    "documents:*": {"pk": "document"},
    "opportunities:new_card": {"?percorso": "case"},
    "placements:new": {"?percorso": "case"},
    "activities:new": {"?percorso": "case"},
    "messaging:open": {"pk": "notification"},
    "messaging:job": {"pk": "job"},
}  # fmt: skip


def address(name: str, wanted: list[str], scene: Scene) -> str:
    """The address of a page about the objects of the scene. Raises KeyError where the table does not say."""
    known = {**TARGETS.get(f"{name.partition(':')[0]}:*", {}), **TARGETS.get(name, {})}
    path = reverse(name, kwargs={word: _value(known[word], scene) for word in wanted})
    asked = {word[1:]: _value(said, scene) for word, said in known.items() if word.startswith("?")}
    return f"{path}?{urlencode(asked)}" if asked else path


def _value(said: str, scene: Scene) -> str:
    return said[1:] if said.startswith("=") else str(scene.ids[said])
