-- name: relate
INSERT INTO fabula.relationships
    (ecosystem, owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq)
SELECT $1, u.* FROM unnest(
    $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[],
    $9::text[], $10::text[], $11::bigint[], $12::bigint[]) AS u
ON CONFLICT (ecosystem, owner, target) DO UPDATE SET
    affinity = excluded.affinity, trust = excluded.trust, respect = excluded.respect, attraction = excluded.attraction,
    familiarity = excluded.familiarity, kind = excluded.kind, bond = excluded.bond, since_tick = excluded.since_tick,
    seq = excluded.seq

-- name: join
INSERT INTO fabula.characters (ecosystem, id, persona, place)
SELECT $1, u.* FROM unnest($2::text[], $3::jsonb[], $4::text[]) AS u

-- name: move
UPDATE fabula.characters AS c SET place = u.place
FROM unnest($2::text[], $3::text[]) AS u (id, place)
WHERE c.ecosystem = $1 AND c.id = u.id

-- name: answered
WITH answers AS (SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[]) AS u (kind, key, seq)),
done AS (DELETE FROM fabula.due AS d USING answers AS a WHERE d.ecosystem = $1 AND d.kind = a.kind AND d.key = a.key)
INSERT INTO fabula.orders (ecosystem, kind, key, seq) SELECT $1, kind, key, seq FROM answers
