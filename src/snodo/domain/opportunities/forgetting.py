"""Cards are counted by the day they were issued; what they say goes."""

from snodo.kernel.forgetting import treat

treat("opportunities.card", "path", "case", bare=True)
treat("opportunities.cardline", "path", "card__case", bare=True)
treat("opportunities.cardlink", "path", "card__case")
treat("opportunities.tabledopportunity", "tables", "table_opportunity__table_case__case", bare=True)
