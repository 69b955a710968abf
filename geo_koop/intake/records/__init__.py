"""Records of cooperation: their tables, project folders, uploads, what is saved."""
