"""The command line keeps its contract: a line a picture, in order, exit codes, nothing but answers on standard output."""
