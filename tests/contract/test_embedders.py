"""The port Embedder."""

import logging
import math

import pytest

from actors.errors import InvalidRequest
from storage.embedders import embedder

TEXTS = ["Javert arrested Valjean", "Cosette loves Marius", "", "42", "Éponine watched in the rain " * 50]


@pytest.fixture(params=["hashed", "wordllama"], scope="module")
def own(request):
    return embedder(request.param)


def nearness(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_every_text_gets_a_vector_of_unit_length(own):
    vectors = own.embed(TEXTS)
    assert [len(vector) for vector in vectors] == [own.dimension] * len(TEXTS)
    assert [math.hypot(*vector) for vector in vectors] == pytest.approx([1.0] * len(TEXTS))
    assert own.embed([]) == []


def test_the_same_text_gets_the_same_vector(own):
    assert own.embed(TEXTS) == own.embed(TEXTS)
    assert own.embed(TEXTS[:1])[0] == pytest.approx(own.embed(TEXTS)[0], abs=1e-6)


def test_a_text_is_nearest_to_what_resembles_it(own):
    asked, near, far = own.embed(["the inspector arrested a convict", "The Inspector has arrested him", "a garden of roses"])
    assert nearness(asked, near) > nearness(asked, far)


def test_hashing_never_changes():
    vector = embedder("hashed").embed(["Javert"])[0]
    assert [n for n, value in enumerate(vector) if value] == [2, 5, 11, 54, 117, 136, 162]
    assert embedder("hashed").embed(["jAVERT!"])[0] == vector


def test_meaning_is_more_than_letters():
    asked, near, far = embedder("wordllama").embed(
        ["Javert arrested Valjean", "The inspector took the convict into custody", "Cosette loves Marius"]
    )
    assert nearness(asked, near) > nearness(asked, far)


def test_loading_an_embedder_leaves_logging_alone():
    before = logging.getLogger().handlers[:], logging.getLogger().level
    embedder("wordllama")
    assert (logging.getLogger().handlers, logging.getLogger().level) == before


def test_embedders_of_one_name_share_an_id_and_others_do_not():
    assert embedder("hashed").id == embedder("hashed").id != embedder("wordllama").id


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InvalidRequest, match="hashed, wordllama"):
        embedder("gpt")
