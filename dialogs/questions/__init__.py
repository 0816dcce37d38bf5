"""What is asked: the questions, their answers, who gets no numbers, and the machine that leads through them."""
