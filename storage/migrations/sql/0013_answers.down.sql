DROP TABLE fabula.answers;
