"""What is kept and exchanged: the station file, the register, packets, the county store."""
