"""Pages of tables: calendar, preparing, conducting, minutes, promises kept, protocols."""
