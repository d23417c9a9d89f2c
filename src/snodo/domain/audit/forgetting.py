"""The log is sealed and speaks by ids; whole months of it go by their own term (ADR-0020)."""

from snodo.kernel.forgetting import leave

leave("audit.entry", "il registro è sigillato e parla per codici: i suoi mesi si scartano dopo 24 mesi")
