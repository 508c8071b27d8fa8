-- Characters that users keep apart from any ecosystem. Who has another owner is never found: every query names the owner.
CREATE TABLE fabula.library_characters (
    id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    owner uuid NOT NULL REFERENCES fabula.users ON DELETE CASCADE,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    persona jsonb NOT NULL CHECK (jsonb_typeof(persona) = 'object'),
    name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (persona ->> 'name') STORED,
    words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', fabula.folded(
        coalesce(persona ->> 'name', '') || ' ' || coalesce(persona ->> 'short', '') || ' '
        || coalesce(persona ->> 'role', '') || ' ' || coalesce(persona ->> 'bio', '')
    ))) STORED,
    embedder text, -- null until somebody searches by meaning, and again after each change
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX library_characters_listed ON fabula.library_characters (owner, name, id);

CREATE TABLE fabula.documents (
    id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    owner uuid NOT NULL REFERENCES fabula.users ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    media_type text NOT NULL,
    encoding text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0), -- as it came
    length bigint NOT NULL CHECK (length >= 0), -- of the text, in characters
    removed bigint NOT NULL CHECK (removed >= 0), -- characters that were taken out of it
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), -- SHA-256 of what came
    text text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner, digest, encoding)
);

CREATE INDEX documents_listed ON fabula.documents (owner, id);

-- Of the extension pg_trgm, where it is, and the same in plain SQL where it is not. No letter is left out, whatever the locale.
CREATE FUNCTION fabula.trigrams(line text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(array_agg(DISTINCT substr('  ' || word || ' ', n, 3)), '{}')
FROM regexp_split_to_table(line, '[\s!-/:-@[-`{-~]+') AS word, generate_series(1, length(word) + 1) AS n
WHERE word <> ''
$$;

CREATE FUNCTION fabula.likeness(one text, other text) RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(count(*) FILTER (WHERE a.gram = b.gram)::real / nullif(count(*), 0), 0)::real
FROM unnest(fabula.trigrams(one)) AS a(gram) FULL JOIN unnest(fabula.trigrams(other)) AS b(gram) ON a.gram = b.gram
$$;

-- Extensions may have been installed into any schema. No dimension is fixed: it is the embedder's.
DO $$
DECLARE
    home text;
BEGIN
    SELECT nspname INTO home FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector';
    EXECUTE format('ALTER TABLE fabula.library_characters ADD COLUMN embedding %I.vector, '
        'ADD CHECK ((embedder IS NULL) = (embedding IS NULL))', home);
    EXECUTE format('CREATE FUNCTION fabula.closeness(one %1$I.vector, other text) RETURNS double precision '
        'LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1 - (one OPERATOR(%1$I.<=>) other::%1$I.vector)', home);
    SELECT nspname INTO home FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_trgm';
    IF FOUND THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION fabula.likeness(one text, other text) RETURNS real '
            'LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %I.similarity(one, other)', home);
    END IF;
END
$$;
