-- name: constraint_ecosystem
CREATE CONSTRAINT fabula_ecosystem IF NOT EXISTS FOR (e:Ecosystem) REQUIRE e.id IS UNIQUE

-- name: constraint_character
CREATE CONSTRAINT fabula_character IF NOT EXISTS FOR (c:Character) REQUIRE c.key IS UNIQUE

-- name: index_character
CREATE INDEX fabula_character_ecosystem IF NOT EXISTS FOR (c:Character) ON (c.ecosystem)

-- name: await_indexes
CALL db.awaitIndexes(60)

-- name: mark
MATCH (e:Ecosystem {id: $ecosystem}) RETURN e.seq AS seq, e.epoch AS epoch, e.hash AS hash

-- name: lock
// Writing takes the node's lock, so that what is read afterwards stays so until the transaction ends.
MERGE (e:Ecosystem {id: $ecosystem})
ON CREATE SET e.seq = $seq, e.epoch = $epoch, e.hash = $hash
SET e.locked = true
REMOVE e.locked
RETURN e.seq AS seq, e.epoch AS epoch, e.hash AS hash

-- name: guard
// Stands before everything that changes something: a transaction that arrives a second time finds the mark moved, and no row.
MATCH (e:Ecosystem {id: $ecosystem, seq: $before}) WHERE e.epoch <= $epoch

-- name: move_mark
SET e.seq = $seq, e.epoch = $epoch, e.hash = $hash

-- name: join
UNWIND $rows AS row
MERGE (c:Character {key: row.key})
ON CREATE SET c.id = row.id, c.ecosystem = $ecosystem
SET c.name = row.name, c.short = row.short, c.place = row.place

-- name: move
UNWIND $rows AS row
MATCH (c:Character {key: row.key})
SET c.place = row.place

-- name: relate
// Whoever joins in a later batch may be known before: that node is without a name until then.
UNWIND $rows AS row
MATCH (owner:Character {key: row.owner})
MERGE (target:Character {key: row.target})
ON CREATE SET target.id = substring(row.target, size($ecosystem) + 1), target.ecosystem = $ecosystem
MERGE (owner)-[r:RELATES_TO {key: row.key}]->(target)
WITH r, row WHERE row.seq > coalesce(r.seq, 0)
SET r.kind = row.kind, r.bond = row.bond, r.affinity = row.affinity, r.trust = row.trust, r.respect = row.respect,
    r.attraction = row.attraction, r.familiarity = row.familiarity, r.since_tick = row.since_tick, r.seq = row.seq

-- name: interact
UNWIND $rows AS row
MATCH (initiator:Character {key: row.initiator})
MATCH (responder:Character {key: row.responder})
MERGE (initiator)-[i:INTERACTED {key: row.key}]->(responder)
ON CREATE SET i.count = 0, i.seq = 0
WITH i, row WHERE row.seq > i.seq
SET i.count = i.count + row.count, i.last_tick = row.last_tick, i.seq = row.seq

-- name: forget_characters
MATCH (c:Character {ecosystem: $ecosystem}) WITH c LIMIT $limit DETACH DELETE c RETURN count(*) AS gone

-- name: begin_anew
MATCH (e:Ecosystem {id: $ecosystem}) SET e.seq = $seq, e.epoch = $epoch, e.hash = $hash

-- name: forget_mark
DETACH DELETE e

-- name: characters
MATCH (c:Character {ecosystem: $ecosystem}) WHERE c.name IS NOT NULL
RETURN c.id AS id, c.name AS name, c.short AS short, c.place AS place ORDER BY id

-- name: relationships
MATCH (owner:Character {ecosystem: $ecosystem})-[r:RELATES_TO]->(target:Character)
RETURN owner.id AS owner, target.id AS target, r.affinity AS affinity, r.trust AS trust, r.respect AS respect,
    r.attraction AS attraction, r.familiarity AS familiarity, r.kind AS kind, r.bond AS bond, r.since_tick AS since_tick,
    r.seq AS seq
ORDER BY owner, target

-- name: interactions
MATCH (initiator:Character {ecosystem: $ecosystem})-[i:INTERACTED]->(responder:Character)
RETURN initiator.id AS initiator, responder.id AS responder, i.count AS count, i.last_tick AS last_tick, i.seq AS seq
ORDER BY initiator, responder
