CREATE TABLE fabula.ecosystems (
    id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    scenario text NOT NULL,
    title text NOT NULL,
    seed numeric(20) NOT NULL,
    genre text NOT NULL,
    epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0),
    seq bigint NOT NULL CHECK (seq >= 0),
    tick bigint NOT NULL DEFAULT 0 CHECK (tick >= 0),
    hash text NOT NULL,
    status text NOT NULL DEFAULT 'idle' CHECK (status IN ('idle', 'running', 'live', 'paused')),
    reason text NOT NULL DEFAULT '',
    stalls integer NOT NULL DEFAULT 0 CHECK (stalls >= 0),
    characters integer NOT NULL CHECK (characters >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- The tables that a tick writes do not reference the ecosystem's row: every commit holds that row's lock, and deletion
-- removes theirs with it; a check of each row by itself would be a quarter of a commit's work.
CREATE TABLE fabula.events (
    ecosystem text COLLATE "C" NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    tick bigint NOT NULL CHECK (tick >= 0),
    kind text NOT NULL CHECK (kind <> ''),
    scene text NOT NULL,
    index integer NOT NULL CHECK (index >= 0),
    id text COLLATE "C" NOT NULL,
    body json NOT NULL CHECK (json_typeof(body) = 'object'), -- keeps its bytes, which the story's hash covers
    PRIMARY KEY (ecosystem, seq),
    UNIQUE (ecosystem, id)
) WITH (toast_tuple_target = 8160); -- bodies of a few kilobytes are not worth compressing at each commit

CREATE FUNCTION fabula.refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are facts: they are appended, never changed' USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER events_are_facts BEFORE UPDATE ON fabula.events
FOR EACH STATEMENT EXECUTE FUNCTION fabula.refuse_update();
