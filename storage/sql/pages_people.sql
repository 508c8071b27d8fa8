-- name: page
SELECT id, coalesce(persona ->> 'name', id) AS name, coalesce(persona ->> 'short', id) AS short,
    coalesce(persona ->> 'role', '') AS role, coalesce(persona ->> 'portrait', '') AS portrait, place
FROM fabula.characters
WHERE ecosystem = $1 AND id > $2 AND ($3::text IS NULL OR place = $3)
AND ($4::text IS NULL OR fabula.folded(persona ->> 'name') LIKE $4 OR fabula.folded(persona ->> 'name') LIKE '% ' || $4)
ORDER BY id LIMIT $5

-- name: shorts
SELECT id, coalesce(persona ->> 'short', id) AS short FROM fabula.characters WHERE ecosystem = $1 AND id = ANY ($2::text[])

-- name: place_of
SELECT place FROM fabula.characters WHERE ecosystem = $1 AND id = $2

-- name: residents
SELECT id FROM fabula.characters WHERE ecosystem = $1 AND id > $2 ORDER BY id LIMIT $3
