DROP TABLE fabula.targets;
