"""What can be wrong with a machine or a repository, one small function a check."""
