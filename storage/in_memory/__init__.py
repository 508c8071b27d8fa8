"""Every port of storage in plain Python: for sweeps of many small worlds, and wherever nothing has to last."""
