"""The log speaks of persons by id; the person reads it as their ledger."""

from snodo.kernel.holdings import excuse

excuse("audit.entry", "chi ha letto e perché è detto dal registro della persona, che è nella copia")
