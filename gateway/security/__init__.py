"""Who asks, and what he or she may do."""
