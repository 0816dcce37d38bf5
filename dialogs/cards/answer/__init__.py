"""The answer: its numbers, reasons, expectations, dates, picture and summary."""
