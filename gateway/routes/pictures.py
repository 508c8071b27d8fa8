"""What the people of an ecosystem look like."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from gateway import problems
from gateway.dependencies import StoreOf
from gateway.etags import IfNoneMatch
from gateway.pictures import ANSWERS, PictureName, shown
from gateway.security.guards import entering
from gateway.security.principal import Access, Level

router = APIRouter(
    prefix="/ecosystems/{ecosystem}/pictures", tags=["characters"], responses=problems.responses(401, 403, 404)
)  # fmt: skip

Watching = Annotated[Access, Depends(entering(Level.VIEWER))]


@router.get("/{picture}", response_class=Response, responses=ANSWERS)
async def get_picture(access: Watching, picture: PictureName, store: StoreOf, known: IfNoneMatch = None) -> Response:
    """The picture that a persona names as its portrait."""
    return shown(picture, await store.picture(access.ecosystem, picture), known)
