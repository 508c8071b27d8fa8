"""The fault kit: an ecosystem with all its targets at work, faults from a seeded schedule, and what must hold after each."""
