"""Practice: invented people and stories for newcomers, in a folder of their own."""
