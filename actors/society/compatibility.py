"""How well two personas go together, from traits and values; symmetric, and never felt as a number by anybody."""

from actors.persona import Persona

OPENNESS, EXTRAVERSION, AGREEABLENESS = 0, 2, 3


def compatibility(a: Persona, b: Persona) -> int:
    """−1000 … 1000: likeness in openness, extraversion and agreeableness (Talk of the Town's formula:
    (3 − |ΔO| − |ΔE| − |ΔA|)/3 on −1 … 1) and in values (1 − mean distance·2), half and half."""
    traits = 1000 - sum(abs(a.traits[i] - b.traits[i]) for i in (OPENNESS, EXTRAVERSION, AGREEABLENESS)) // 3
    distance = sum(abs(x - y) for x, y in zip(a.values, b.values, strict=True)) // len(a.values)
    values = max(-1000, 1000 - 4 * distance)
    return max(-1000, min(1000, (traits + values) // 2))
