"""Characters, troupes and the supervisor as plain classes; the values they exchange; the ports they need."""
