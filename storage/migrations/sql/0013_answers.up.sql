-- What was answered to requests that came with an Idempotency-Key. The first to come works on it: status is null until it is answered.
CREATE TABLE fabula.answers (
    owner text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (key <> ''),
    fingerprint bytea NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    status integer,
    headers json,
    body bytea,
    PRIMARY KEY (owner, key)
);

CREATE INDEX answers_by_age ON fabula.answers (begun_at);
