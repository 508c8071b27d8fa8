DROP TABLE fabula.relationships;
DROP TABLE fabula.interactions;
DROP TABLE fabula.characters;
DROP FUNCTION fabula.folded(text);
DROP FUNCTION fabula.unmarked(text);
