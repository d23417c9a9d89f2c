"""What is served to machines: routers and schemas, nothing else."""
