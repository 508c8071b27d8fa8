DROP INDEX fabula.events_joined;
