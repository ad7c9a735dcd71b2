"""The commands beside the counter: what scripts, the county and the trainer call."""
