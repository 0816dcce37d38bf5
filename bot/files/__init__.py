"""Files that go along with cards: the picture, the calendar entries, the page for a consultation."""
