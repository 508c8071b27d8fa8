"""Reading what is between whom in one question: GraphQL over characters, relationships, interactions and memories."""
