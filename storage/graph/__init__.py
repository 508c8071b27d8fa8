"""Who stands how to whom, as a graph: in Neo4j, or computed from the chronicle's rows with NetworkX."""
