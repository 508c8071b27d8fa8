"""Load: many users of different kinds against one gateway (`make load`)."""
