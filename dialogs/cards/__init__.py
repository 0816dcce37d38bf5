"""What each card says, and its buttons, in no language and on no channel yet."""
