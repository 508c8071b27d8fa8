"""What belongs to users, apart from ecosystems. Every query names the owner, and finds nothing that is somebody else's."""
