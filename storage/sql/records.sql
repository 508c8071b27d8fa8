-- name: personas
SELECT id, persona FROM fabula.characters WHERE ecosystem = $1 ORDER BY id

-- name: personas_of
SELECT id, persona FROM fabula.characters WHERE ecosystem = $1 AND id = ANY ($2::text[]) ORDER BY id

-- name: shorts
SELECT id, coalesce(persona ->> 'short', id) AS short FROM fabula.characters
WHERE ecosystem = $1 AND ($2::text[] IS NULL OR id = ANY ($2)) ORDER BY id

-- name: whereabouts
SELECT id, place FROM fabula.characters WHERE ecosystem = $1 ORDER BY id

-- name: relationships
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq
FROM fabula.relationships
WHERE ecosystem = $1
ORDER BY owner, target

-- name: relationships_of
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq
FROM fabula.relationships
WHERE ecosystem = $1 AND owner = $2
ORDER BY target

-- name: interactions
SELECT id, seq, tick, place, move, outcome, initiator, responder, witnesses
FROM fabula.interactions
WHERE ecosystem = $1
ORDER BY seq

-- name: memories
SELECT id, owner, seq, tick, importance, feeling, tags, text
FROM fabula.memories
WHERE ecosystem = $1 AND (seq, owner) > ($2, $3)
ORDER BY seq, owner
LIMIT $4

-- name: embed
INSERT INTO fabula.memory_index AS i (ecosystem, seq, owner, words, embedder, embedding)
SELECT ecosystem, seq, owner, to_tsvector('simple', fabula.folded(text)), $2, $5
FROM fabula.memories WHERE ecosystem = $1 AND seq = $3 AND owner = $4
ON CONFLICT (ecosystem, seq, owner) DO UPDATE SET embedder = excluded.embedder, embedding = excluded.embedding

-- name: search
SELECT id, owner, seq, tick, importance, feeling, tags, text
FROM (
    SELECT ecosystem, seq, owner, words FROM fabula.memory_index
    WHERE ecosystem = $1 AND words @@ to_tsquery('simple', $2)
    UNION -- and what the index does not hold yet
    SELECT ecosystem, seq, owner, words
    FROM fabula.memories, LATERAL to_tsvector('simple', fabula.folded(text)) AS words
    WHERE ecosystem = $1 AND words @@ to_tsquery('simple', $2) AND (seq, owner) > (
        SELECT coalesce(max(c.seq), 0), coalesce(max(c.owner), '') FROM fabula.cursors AS c
        WHERE c.ecosystem = $1 AND projection = $4)
) AS found JOIN fabula.memories USING (ecosystem, seq, owner)
ORDER BY ts_rank(words, to_tsquery('simple', $2)) DESC, importance DESC, seq, owner
LIMIT $3

-- name: departed
SELECT id FROM fabula.characters WHERE ecosystem = $1 AND id = ANY ($2::text[]) AND place = '' ORDER BY id
