"""Papers follow the person they are about."""

from snodo.kernel.joining import follow, follow_subject

follow("documents.document", "person")
follow_subject("documents.document")
