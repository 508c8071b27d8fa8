"""What happens inside one person: needs, mood, recall, volition, appraisal, speech. Pure arithmetic on integers."""
