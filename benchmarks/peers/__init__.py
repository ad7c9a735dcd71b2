"""Programs to compare with, and the line that they are timed and counted on."""
