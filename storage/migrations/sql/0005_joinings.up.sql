-- Who wakes up for the first time is as he or she joined, whoever else there is.
CREATE INDEX events_joined ON fabula.events (ecosystem, (body ->> 'character')) WHERE kind = 'character_joined';
