-- Who is told of an ecosystem's events: one subscriber in their order, or workers who share them. Everything up to seq was given out;
-- what is not done of it stands in deliveries.
CREATE TABLE fabula.subscriptions (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    shared boolean NOT NULL,
    seq bigint NOT NULL CHECK (seq >= 0),
    PRIMARY KEY (ecosystem, name)
) WITH (fillfactor = 50);

-- Taken by a worker until a moment, put off until then (worker is ''), or held until somebody has it tried again. Gone when done.
CREATE TABLE fabula.deliveries (
    ecosystem text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    worker text NOT NULL,
    until timestamptz NOT NULL,
    attempts integer NOT NULL CHECK (attempts >= 0),
    held boolean NOT NULL DEFAULT false,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (ecosystem, name, seq),
    FOREIGN KEY (ecosystem, name) REFERENCES fabula.subscriptions ON DELETE CASCADE
);

CREATE INDEX deliveries_open ON fabula.deliveries (ecosystem, name, seq) WHERE NOT held;
