"""The clinics that link the guide: their file, checked and kept up to date, and what is made for their websites."""
