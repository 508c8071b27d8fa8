ALTER TABLE fabula.library_characters DROP COLUMN picture;
DROP TABLE fabula.pictures;
