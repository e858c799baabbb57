"""One kind of intervention a file; a new file is found by itself."""
