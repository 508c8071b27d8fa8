-- What people ordered, and the number of the event in which it took effect: so a request that comes again is not done again.
CREATE TABLE fabula.orders (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
    key text COLLATE "C" NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    PRIMARY KEY (ecosystem, kind, key)
);
