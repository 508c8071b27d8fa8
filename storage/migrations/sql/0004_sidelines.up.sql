CREATE TABLE fabula.snapshots (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    character text COLLATE "C" NOT NULL CHECK (character <> ''),
    seq bigint NOT NULL CHECK (seq > 0),
    tick bigint NOT NULL CHECK (tick >= 0),
    state bytea NOT NULL,
    PRIMARY KEY (ecosystem, character)
);

CREATE TABLE fabula.due (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
    key text COLLATE "C" NOT NULL,
    at_tick bigint NOT NULL CHECK (at_tick >= 0),
    body jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    PRIMARY KEY (ecosystem, kind, key)
);

CREATE TABLE fabula.genres (
    hash text COLLATE "C" PRIMARY KEY CHECK (hash <> ''),
    body bytea NOT NULL
);

CREATE TABLE fabula.cursors (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    projection text COLLATE "C" NOT NULL CHECK (projection <> ''),
    seq bigint NOT NULL CHECK (seq >= 0),
    owner text COLLATE "C" NOT NULL,
    PRIMARY KEY (ecosystem, projection)
);
