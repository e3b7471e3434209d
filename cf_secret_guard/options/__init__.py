"""The command line of each command: its options, and the way from there to frozen settings."""
