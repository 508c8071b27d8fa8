-- name: add
INSERT INTO fabula.library_characters (id, owner, persona)
SELECT $2, $1, $3 WHERE (SELECT count(*) FROM fabula.library_characters WHERE owner = $1) < $4
RETURNING id, version, persona, created_at, changed_at

-- name: one
SELECT id, version, persona, created_at, changed_at FROM fabula.library_characters WHERE owner = $1 AND id = $2

-- name: several
SELECT id, version, persona, created_at, changed_at
FROM fabula.library_characters WHERE owner = $1 AND id = ANY ($2::text[])

-- name: page
SELECT id, version, persona, created_at, changed_at
FROM fabula.library_characters
WHERE owner = $1 AND (name, id) > ($2, $3)
ORDER BY name, id
LIMIT $4

-- name: change
UPDATE fabula.library_characters
SET persona = $4, version = version + 1, changed_at = now(), embedder = NULL, embedding = NULL,
    picture = CASE WHEN $4::jsonb ->> 'portrait' <> '' THEN picture END
WHERE owner = $1 AND id = $2 AND version = $3
RETURNING id, version, persona, created_at, changed_at

-- name: portray
UPDATE fabula.library_characters
SET persona = jsonb_set(persona, '{portrait}', to_jsonb($4::text)), picture = $5, version = version + 1, changed_at = now()
WHERE owner = $1 AND id = $2 AND version = $3
RETURNING id, version, persona, created_at, changed_at

-- name: pictures
SELECT id, persona ->> 'portrait' AS name, picture AS body
FROM fabula.library_characters
WHERE owner = $1 AND id = ANY ($2::text[]) AND picture IS NOT NULL

-- name: remove
DELETE FROM fabula.library_characters WHERE owner = $1 AND id = $2 AND version = $3 RETURNING id

-- name: by_words
SELECT id, version, persona, created_at, changed_at, ts_rank(words, to_tsquery('simple', $2))::double precision AS score
FROM fabula.library_characters
WHERE owner = $1 AND words @@ to_tsquery('simple', $2)
ORDER BY score DESC, name, id
LIMIT $3

-- name: by_spelling
SELECT id, version, persona, created_at, changed_at, score
FROM fabula.library_characters, LATERAL (
    SELECT greatest(
        fabula.likeness(fabula.folded(name), $2), fabula.likeness(fabula.folded(coalesce(persona ->> 'short', '')), $2)
    )::double precision AS score
) AS likeness
WHERE owner = $1 AND score >= $4
ORDER BY score DESC, name, id
LIMIT $3

-- name: by_meaning
SELECT id, version, persona, created_at, changed_at, fabula.closeness(embedding, $2) AS score
FROM fabula.library_characters
WHERE owner = $1 AND embedder = $4
ORDER BY score DESC, name, id
LIMIT $3

-- name: unembedded
SELECT id, version, persona FROM fabula.library_characters WHERE owner = $1 AND embedder IS DISTINCT FROM $2 ORDER BY id LIMIT $3

-- name: embed
UPDATE fabula.library_characters SET embedder = $4, embedding = $5 WHERE owner = $1 AND id = $2 AND version = $3
