"""The configuration file, the ignore file and how both are read without trusting the repository that they stand in."""
