"""The kinds of jobs that can be ordered, for whoever orders them: nothing here can do them, nor needs what they need."""

from dataclasses import dataclass

from actors.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind: its name, what it does (for people), and after how many attempts that failed it is held."""

    name: str
    does: str
    cap: int = 5


OFFERS: dict[str, Offer] = {
    offer.name: offer
    for offer in (
        Offer("re-embed", "makes the memory index anew"),
        Offer("graph", "makes the graph in Neo4j anew from the chronicle"),
        Offer("snapshots", "makes all snapshots anew from the chronicle"),
        Offer("verify", "computes everything derived again, compares, and keeps the report"),
    )
}


def offer_of(name: str) -> Offer:
    """Raises InvalidRequest naming those that there are."""
    if name not in OFFERS:
        raise InvalidRequest("KIND", f"'{name}' is no kind of job; there are: {', '.join(OFFERS)}")
    return OFFERS[name]
