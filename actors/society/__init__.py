"""What happens between people: relationships, compatibility, arbitration. Pure arithmetic on integers."""
