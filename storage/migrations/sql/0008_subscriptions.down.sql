DROP TABLE fabula.deliveries;
DROP TABLE fabula.subscriptions;
