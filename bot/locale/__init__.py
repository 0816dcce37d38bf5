"""Text in a language: catalogues, numbers, dates, lengths, currency."""
