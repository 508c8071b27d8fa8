"""What happens, told live: one reader of each chronicle for all who watch it here, over SSE or WebSocket."""
