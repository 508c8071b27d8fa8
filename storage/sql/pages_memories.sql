-- name: page
SELECT id, owner, seq, tick, importance, feeling, tags, text FROM fabula.memories
WHERE ecosystem = $1 AND owner = $2 AND seq < $3
ORDER BY seq DESC LIMIT $4

-- name: search
-- One's own memories, from the index as far as it has got.
SELECT id, owner, seq, tick, importance, feeling, tags, text
FROM fabula.memories LEFT JOIN fabula.memory_index AS i USING (ecosystem, seq, owner)
WHERE ecosystem = $1 AND owner = $2 AND seq < $3
AND coalesce(i.words, to_tsvector('simple', fabula.folded(text))) @@ to_tsquery('simple', $5)
ORDER BY seq DESC LIMIT $4

-- name: of_deed
-- What somebody remembered of a deed before number $4.
SELECT id, owner, seq, tick, importance, feeling, tags, text FROM fabula.memories
WHERE ecosystem = $1 AND owner = $2 AND seq < $4 AND tags @> ARRAY['fact:' || $3]
ORDER BY seq DESC LIMIT 1

-- name: tidings
-- What somebody was told of by others.
SELECT id, owner, seq, tick, importance, feeling, tags, text FROM fabula.memories
WHERE ecosystem = $1 AND owner = $2 AND seq < $3 AND array_to_string(tags, E'\n') LIKE E'%\nfrom:%'
ORDER BY seq DESC LIMIT $4

-- name: named
SELECT id, owner, seq, tick, importance, feeling, tags, text FROM fabula.memories
WHERE ecosystem = $1 AND owner = $2 AND (seq, owner) IN (
    SELECT e.seq, $2 FROM unnest($3::text[]) AS wanted JOIN fabula.events AS e ON e.ecosystem = $1 AND e.id = wanted
)
