CREATE TABLE fabula.users (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    key text COLLATE "C" NOT NULL UNIQUE, -- the name without case, so that no two look alike
    email text,
    password text NOT NULL CHECK (password LIKE '$argon2id$%'),
    role text NOT NULL DEFAULT 'free' CHECK (role IN ('free', 'premium', 'admin')),
    blocked boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One sign-in, and the family of refresh tokens that goes on from it. Nothing prolongs expires_at.
CREATE TABLE fabula.sessions (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES fabula.users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    reason text NOT NULL DEFAULT ''
);

CREATE INDEX sessions_account ON fabula.sessions (account);

CREATE TABLE fabula.refresh_tokens (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    session uuid NOT NULL REFERENCES fabula.sessions ON DELETE CASCADE,
    number bigint NOT NULL CHECK (number > 0), -- within its session, without gaps
    used_at timestamptz,
    UNIQUE (session, number)
);

CREATE TABLE fabula.api_keys (
    id text COLLATE "C" PRIMARY KEY,
    account uuid NOT NULL REFERENCES fabula.users ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    used_at timestamptz
);

CREATE INDEX api_keys_account ON fabula.api_keys (account);

-- A ticket is deleted when it is shown, whatever comes of it.
CREATE TABLE fabula.tickets (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    session uuid REFERENCES fabula.sessions ON DELETE CASCADE,
    api_key text COLLATE "C" REFERENCES fabula.api_keys ON DELETE CASCADE,
    ecosystem text COLLATE "C" NOT NULL,
    purpose text NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK (num_nonnulls(session, api_key) = 1)
);

CREATE INDEX tickets_expired ON fabula.tickets (expires_at);

CREATE TABLE fabula.throttles (
    key text COLLATE "C" PRIMARY KEY,
    attempts integer NOT NULL CHECK (attempts >= 0),
    last_at timestamptz NOT NULL,
    until timestamptz NOT NULL
);

-- Written before its ecosystem is founded, so that none is ever without its owner: there is nothing yet to reference. What
-- stays a reservation is forgotten. Who has no row was made at the command line, and belongs to nobody.
CREATE TABLE fabula.ownerships (
    ecosystem text COLLATE "C" PRIMARY KEY CHECK (ecosystem <> ''),
    owner uuid REFERENCES fabula.users ON DELETE RESTRICT,
    public boolean NOT NULL DEFAULT false,
    metered bigint NOT NULL DEFAULT 0 CHECK (metered >= 0), -- up to this tick the owner has been charged
    reserved_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ownerships_owner ON fabula.ownerships (owner);

CREATE FUNCTION fabula.give_up_ownership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM fabula.ownerships WHERE ecosystem = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER ecosystems_leave_no_owner AFTER DELETE ON fabula.ecosystems
FOR EACH ROW EXECUTE FUNCTION fabula.give_up_ownership();

CREATE TABLE fabula.shares (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    account uuid NOT NULL REFERENCES fabula.users ON DELETE CASCADE,
    level text NOT NULL CHECK (level IN ('viewer', 'director')),
    PRIMARY KEY (ecosystem, account)
);

CREATE INDEX shares_account ON fabula.shares (account);

-- What somebody may do with an ecosystem; null is nothing, and then it does not exist for him or her.
CREATE FUNCTION fabula.access_level(owner uuid, public boolean, share text, reader uuid, role text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN role = 'admin' OR owner = reader THEN 'owner'
    WHEN reader IS NOT NULL AND share IS NOT NULL THEN share
    WHEN public THEN 'public'
END
$$;

-- Null is no limit.
CREATE TABLE fabula.quotas (
    role text PRIMARY KEY CHECK (role IN ('free', 'premium', 'admin')),
    ecosystems integer CHECK (ecosystems >= 0),
    "cast" integer CHECK ("cast" >= 0),
    ticks bigint CHECK (ticks >= 0), -- in a day, of all ecosystems together
    version bigint NOT NULL DEFAULT 1
);

INSERT INTO fabula.quotas (role, ecosystems, "cast", ticks) VALUES
('free', 1, 50, 1000), ('premium', 20, 1000, 100000), ('admin', NULL, NULL, NULL);

CREATE TABLE fabula.usage (
    account uuid NOT NULL REFERENCES fabula.users ON DELETE CASCADE,
    day date NOT NULL, -- of UTC
    ticks bigint NOT NULL CHECK (ticks >= 0),
    PRIMARY KEY (account, day)
);

CREATE TABLE fabula.flags (
    name text COLLATE "C" PRIMARY KEY CHECK (name <> ''),
    "on" boolean NOT NULL,
    accounts uuid[] NOT NULL,
    share integer NOT NULL CHECK (share BETWEEN 0 AND 1000), -- of all users, in thousandths
    version bigint NOT NULL DEFAULT 1
);

-- Who did it is remembered for longer than the account exists.
CREATE TABLE fabula.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    account uuid,
    name text NOT NULL,
    action text NOT NULL CHECK (action <> ''),
    object text NOT NULL,
    request text NOT NULL,
    detail json NOT NULL
);

CREATE FUNCTION fabula.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON fabula.audit
FOR EACH STATEMENT EXECUTE FUNCTION fabula.refuse_rewriting();
