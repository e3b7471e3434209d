"""What hides inside other files: archives, compressed files and documents, read as streams, never unpacked to disk."""
