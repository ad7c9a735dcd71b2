"""Parts of a screen; they know nothing of household registration."""
