"""A Report as text, one format per file. Nothing here can reach the network."""
