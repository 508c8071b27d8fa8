DROP FUNCTION fabula.likeness(text, text);
DROP FUNCTION fabula.trigrams(text);
DROP TABLE fabula.documents;
DROP TABLE fabula.library_characters;
DO $$
DECLARE
    home text;
BEGIN
    SELECT nspname INTO home FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector';
    EXECUTE format('DROP FUNCTION fabula.closeness(%I.vector, text)', home);
END
$$;
