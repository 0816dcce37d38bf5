"""What is served over HTTP: the pages of clinics, their counts, and what an operator's tools ask."""
