-- name: add
INSERT INTO fabula.documents AS d (id, owner, name, media_type, encoding, bytes, length, removed, digest, text)
SELECT $2, $1, $3, $4, $5, $6::bigint, length($9), $7, $8, $9
WHERE EXISTS (SELECT FROM fabula.documents WHERE owner = $1 AND digest = $8 AND encoding = $5)
OR (SELECT count(*) < $10 AND coalesce(sum(bytes), 0)::bigint + $6 <= $11::bigint FROM fabula.documents WHERE owner = $1)
ON CONFLICT (owner, digest, encoding) DO UPDATE SET name = d.name
RETURNING id, name, media_type, encoding, bytes, length, removed, created_at

-- name: one
SELECT id, name, media_type, encoding, bytes, length, removed, created_at FROM fabula.documents WHERE owner = $1 AND id = $2

-- name: page
SELECT id, name, media_type, encoding, bytes, length, removed, created_at
FROM fabula.documents
WHERE owner = $1 AND id > $2
ORDER BY id
LIMIT $3

-- name: part
SELECT substr(text, $3 + 1, $4) FROM fabula.documents WHERE owner = $1 AND id = $2

-- name: remove
DELETE FROM fabula.documents WHERE owner = $1 AND id = $2 RETURNING id
