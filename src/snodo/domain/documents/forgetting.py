"""Papers go with their content. Proofs that a law wants kept go when the last term has passed."""

from snodo.kernel.forgetting import treat

treat("documents.document", "documents", "person_id", by_subject=True)
