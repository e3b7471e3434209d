"""Text behind encodings, as views with offsets back to the original bytes."""
