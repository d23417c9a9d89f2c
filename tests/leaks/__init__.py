"""What must be seen by few is written in words nobody else writes, and looked for everywhere."""
