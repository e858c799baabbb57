"""An area of a collection as one file."""
