"""The export of events to a Kafka topic."""
