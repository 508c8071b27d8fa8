-- What people look like: kept with the ecosystem in which they live, and with the character of a library. Each by its content.
CREATE TABLE fabula.pictures (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    name text COLLATE "C" NOT NULL CHECK (name ~ '^[0-9a-f]{32}\.(png|jpg|webp)$'),
    body bytea NOT NULL CHECK (body <> ''),
    PRIMARY KEY (ecosystem, name)
);

ALTER TABLE fabula.library_characters ADD COLUMN picture bytea CHECK (picture <> ''); -- the persona's portrait says its name

-- Names of files that were nowhere: whoever had one has none.
UPDATE fabula.library_characters SET persona = jsonb_set(persona, '{portrait}', '""') WHERE persona ->> 'portrait' <> '';

ALTER TABLE fabula.pictures ALTER COLUMN body SET STORAGE EXTERNAL; -- pictures are small already
ALTER TABLE fabula.library_characters ALTER COLUMN picture SET STORAGE EXTERNAL;
