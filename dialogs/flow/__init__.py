"""One turn: events in, actions that change the session, views that say what is shown."""
