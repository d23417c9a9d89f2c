"""What was said of a person at tables. The table, its minutes and its other persons stay."""

from snodo.kernel.forgetting import treat

OF = ("table_case__case",)
treat("tables.tablecase", "tables", "case", bare=True)
treat("tables.position", "tables", *OF)
treat("tables.dissent", "tables", "decision__table_case__case")
treat("tables.decision", "tables", *OF, bare=True)
treat("tables.tableopportunity", "tables", *OF, bare=True)
treat("tables.tablecommitment", "tables", *OF, bare=True, keeps=("owner_name",))
treat("tables.guestpoint", "tables", *OF)
