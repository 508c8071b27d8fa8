-- No reference to the ecosystem's row: what is held elsewhere must be cleared away after the ecosystem is gone.
CREATE TABLE fabula.targets (
    target text COLLATE "C" NOT NULL CHECK (target <> ''),
    ecosystem text COLLATE "C" NOT NULL,
    PRIMARY KEY (target, ecosystem)
);
