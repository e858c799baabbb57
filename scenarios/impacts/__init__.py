"""What a flood does to land, buildings, people and vital objects; one file per idea."""
