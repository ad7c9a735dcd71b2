"""What is decided at the counter: pure, without screen, database or clock."""
