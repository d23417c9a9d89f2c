"""Tables people keep in spreadsheets: read with distrust (CSV, XLSX, ODS), written so that nothing runs.

Formulas are never computed: the result the spreadsheet saved is read, and nothing is ever written as one.
"""

from snodo.kernel.grids.reading import MAX_BYTES, TOO_HEAVY, read_grid
from snodo.kernel.grids.shapes import Grid, Line
from snodo.kernel.grids.writing import Sheet, write_csv, write_xlsx

__all__ = ["MAX_BYTES", "TOO_HEAVY", "Grid", "Line", "Sheet", "read_grid", "write_csv", "write_xlsx"]
