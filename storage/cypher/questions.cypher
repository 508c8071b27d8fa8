-- name: mark
MATCH (e:Ecosystem {id: $ecosystem}) RETURN e.seq AS seq, e.epoch AS epoch, e.hash AS hash

-- name: known
MATCH (c:Character) WHERE c.key IN $keys RETURN c.id AS id

-- name: people
MATCH (c:Character {ecosystem: $ecosystem}) RETURN c.id AS id ORDER BY id

-- name: relationships
MATCH (owner:Character {ecosystem: $ecosystem})-[r:RELATES_TO]->(target:Character)
RETURN owner.id AS owner, target.id AS target, r.affinity AS affinity, r.trust AS trust, r.respect AS respect,
    r.attraction AS attraction, r.familiarity AS familiarity, r.kind AS kind, r.bond AS bond, r.since_tick AS since_tick,
    r.seq AS seq

-- name: path
MATCH (start:Character {key: $start}), (end:Character {key: $end})
MATCH way = allShortestPaths((start)-[:RELATES_TO*]->(end))
WHERE all(r IN relationships(way) WHERE r.kind <> $stranger)
RETURN [person IN nodes(way) | person.id] AS ids
ORDER BY ids LIMIT 1

-- name: next
// One step from those who were reached last.
MATCH (here:Character)-[r:RELATES_TO]->(there:Character)
WHERE here.key IN $keys AND r.kind <> $stranger
RETURN DISTINCT there.id AS id

-- name: among
MATCH (owner:Character)-[r:RELATES_TO]->(target:Character)
WHERE owner.key IN $keys AND target.key IN $keys AND r.kind <> $stranger
RETURN owner.id AS owner, target.id AS target, r.affinity AS affinity, r.trust AS trust, r.respect AS respect,
    r.attraction AS attraction, r.familiarity AS familiarity, r.kind AS kind, r.bond AS bond, r.since_tick AS since_tick,
    r.seq AS seq

-- name: mutual
MATCH (:Character {key: $one})-[r:RELATES_TO]->(third:Character)
WHERE r.kind IN $kinds
MATCH (:Character {key: $other})-[s:RELATES_TO]->(third)
WHERE s.kind IN $kinds
RETURN third.id AS id ORDER BY id

-- name: round
// One round of label propagation: of the labels of those whom one is tied to, and one's own, the one with the most weight.
MATCH (one:Character {ecosystem: $ecosystem})-[r:RELATES_TO]-(other:Character)
WHERE r.affinity > 0
WITH one.id AS id, other.id AS other, sum(r.affinity) AS tie
WITH id, collect([$labels[other], tie]) AS votes, max(tie) AS own
UNWIND votes + [[$labels[id], own]] AS vote
WITH id, vote[0] AS label, sum(vote[1]) AS weight
ORDER BY id, weight DESC, label
RETURN id, collect(label)[0] AS label
