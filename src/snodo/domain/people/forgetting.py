"""What becomes of what is known of a person. The person's own row is made bare by `people.actions`."""

from snodo.kernel.forgetting import treat

treat("people.person", "identity", "pk", bare=True, keeps=("pseudonym", "last_name", "search_name"))
for _table in ("guardian", "guardiansearch"):
    treat(f"people.{_table}", "identity", "person")
for _table in ("personnamekey", "matchkeys", "personidentifier", "protectedidentity", "safecontact"):
    treat(f"people.{_table}", "identity", "person")
treat("people.possiblepair", "identity", "one", "other")
treat("people.pairquestion", "identity", "mine", "theirs")
treat("people.personmerge", "identity", "kept", "gone")
treat("people.mergedrow", "identity", "merge")
treat("people.householdmember", "identity", "person", "household", bare=True)
treat(
    "people.household",
    "identity",
    "pk",
    bare=True,
    instead={"name": "Nucleo pseudonimizzato", "municipality": None, "quarter": None},
)
treat("people.informationgiven", "sharing", "person")
for _table in ("sharingchoice", "personcircle", "sectiongrant", "emergencyaccess"):
    treat(f"people.{_table}", "sharing", "person")
for _table in (
    *("protectedaddress", "socialhistory", "healthnote", "judicialnote", "violencenote", "economicnote"),
):
    treat(f"people.{_table}", "sections", "person")
