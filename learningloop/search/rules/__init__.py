"""Pure rules of searching: words, their stems, and the words in context."""
