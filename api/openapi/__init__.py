"""The document of the API: made from the routes, completed, and written in the form of 3.0.3."""
