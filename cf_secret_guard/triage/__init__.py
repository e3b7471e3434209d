"""Which findings count: inline ignores, ignored paths, the baseline; every decision carries its reason."""
