"""What a clinic sees of its conversations: counts only, with small groups hidden."""
