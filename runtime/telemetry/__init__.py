"""What can be seen of Fabula from outside while it works: its log, its metrics, its traces. Nothing here decides anything."""
