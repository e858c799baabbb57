"""From a twin or a result to the files that other programs read: one module per format."""
