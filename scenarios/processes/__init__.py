"""One process a file; a new file is found by itself."""
