"""Who may do what: scopes, keys, people, sessions, limits. Nothing is open unless it says so."""
