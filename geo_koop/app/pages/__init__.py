"""The pages: each reads the view of the session and shows it; what it shows is prepared in `views`."""
