"""What is said in a clinic's name: in the conversation, on its page, on its poster."""
