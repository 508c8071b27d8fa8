"""Simulation: whole worlds in one process, in which dice decide every interleaving, delay, loss, crash and restart."""
