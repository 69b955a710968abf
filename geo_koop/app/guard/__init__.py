"""Who may do what, and how much: what stands between a browser and the app."""
