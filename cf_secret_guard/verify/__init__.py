"""Is a leaked credential live? Asked only on request, and never answered by a guess."""
