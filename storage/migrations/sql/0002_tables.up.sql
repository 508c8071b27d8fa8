CREATE FUNCTION fabula.unmarked(line text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT lower(regexp_replace(normalize(line, NFKD) COLLATE "C", U&'[\0300-\036F]', '', 'g'))
$$;

-- Folds what storage/words.py folds (lower case, NFKD, no combining marks) for Latin, Greek and Cyrillic letters, whatever
-- the database's locale. The long list is slow (35 µs), so only lines that still have such letters go through it.
CREATE FUNCTION fabula.folded(line text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN octet_length(line) = length(line) THEN lower(line COLLATE "C")
    WHEN fabula.unmarked(line) !~ U&'[\00C0-\1EFF]' THEN fabula.unmarked(line)
    ELSE translate(fabula.unmarked(line),
        'ÆÐØÞĐĦŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϏϘϚϜϞϠϢ'
        'ϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋ'
        'ӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮẞỺỼỾ',
        'æðøþđħłŋœŧɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωσϗϙϛϝϟϡϣ'
        'ϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌ'
        'ӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯßỻỽỿ')
END
$$;

CREATE TABLE fabula.characters (
    ecosystem text COLLATE "C" NOT NULL REFERENCES fabula.ecosystems ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL CHECK (id <> ''),
    persona jsonb NOT NULL CHECK (jsonb_typeof(persona) = 'object'),
    place text NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', fabula.folded(
        coalesce(persona ->> 'name', '') || ' ' || coalesce(persona ->> 'role', '') || ' ' || coalesce(persona ->> 'bio', '')
    ))) STORED,
    PRIMARY KEY (ecosystem, id)
);

CREATE INDEX characters_words ON fabula.characters USING gin (words);

DO $$
DECLARE
    home text;
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        SELECT nspname INTO home FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_trgm';
        EXECUTE format('CREATE INDEX characters_name ON fabula.characters '
            'USING gin ((fabula.folded(persona ->> ''name'')) %I.gin_trgm_ops)', home);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pg_trgm may not be created here; names are found by full-text prefix search';
END
$$;

CREATE TABLE fabula.interactions (
    ecosystem text COLLATE "C" NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    id text COLLATE "C" NOT NULL,
    tick bigint NOT NULL CHECK (tick > 0),
    place text NOT NULL,
    move text NOT NULL,
    outcome text NOT NULL,
    initiator text COLLATE "C" NOT NULL,
    responder text COLLATE "C" NOT NULL,
    witnesses text[] NOT NULL,
    PRIMARY KEY (ecosystem, seq),
    UNIQUE (ecosystem, id)
);

CREATE TABLE fabula.relationships (
    ecosystem text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL CHECK (target <> owner),
    affinity integer NOT NULL CHECK (affinity BETWEEN -1000 AND 1000),
    trust integer NOT NULL CHECK (trust BETWEEN -1000 AND 1000),
    respect integer NOT NULL CHECK (respect BETWEEN -1000 AND 1000),
    attraction integer NOT NULL CHECK (attraction BETWEEN -1000 AND 1000),
    familiarity integer NOT NULL CHECK (familiarity BETWEEN 0 AND 1000),
    kind text NOT NULL,
    bond text NOT NULL,
    since_tick bigint NOT NULL CHECK (since_tick >= 0),
    seq bigint NOT NULL CHECK (seq > 0),
    PRIMARY KEY (ecosystem, owner, target)
) WITH (fillfactor = 80);
