"""Small changes of the code, and the tests that ought to notice them."""
