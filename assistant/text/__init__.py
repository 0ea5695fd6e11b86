"""What the stages know about text itself: pure functions, no input or output, no state."""
