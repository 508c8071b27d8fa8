CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE fabula.memories (
    ecosystem text COLLATE "C" NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
    id text COLLATE "C" NOT NULL,
    tick bigint NOT NULL CHECK (tick >= 0),
    importance integer NOT NULL CHECK (importance BETWEEN 0 AND 1000),
    feeling integer NOT NULL CHECK (feeling BETWEEN -1000 AND 1000),
    tags text[] NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (ecosystem, seq, owner)
);

-- What memories are found by. Written behind, in batches, by whoever keeps the memory index, so that no tick pays for it.
CREATE TABLE fabula.memory_index (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    seq bigint NOT NULL,
    owner text COLLATE "C" NOT NULL,
    words tsvector NOT NULL,
    embedder text NOT NULL,
    PRIMARY KEY (ecosystem, seq, owner)
);

-- The extension may have been installed into any schema. No dimension is fixed: it is the embedder's.
DO $$
DECLARE
    home text;
BEGIN
    SELECT nspname INTO home FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector';
    EXECUTE format('ALTER TABLE fabula.memory_index ADD COLUMN embedding %I.vector NOT NULL', home);
END
$$;

CREATE INDEX memory_index_words ON fabula.memory_index USING gin (words);
