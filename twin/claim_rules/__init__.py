"""How the features of each theme claim room below ground: one file a theme, found by scanning this folder."""
