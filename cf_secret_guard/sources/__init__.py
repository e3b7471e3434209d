"""Where bytes come from: the index, the work tree, standard input."""
