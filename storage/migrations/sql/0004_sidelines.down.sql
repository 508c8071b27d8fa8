DROP TABLE fabula.cursors;
DROP TABLE fabula.genres;
DROP TABLE fabula.due;
DROP TABLE fabula.snapshots;
