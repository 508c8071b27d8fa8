"""Background work for an ecosystem, for whoever owns it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from actors.errors import InvalidRequest, JobUnknown
from gateway import problems
from gateway.dependencies import JobsOf
from gateway.errors import Conflict
from gateway.paging import Cursor, Limit, Page, decoded, page
from gateway.schemas.jobs import JobCard, JobOrder
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from runtime.jobs.offers import offer_of
from storage.jobs.book import JobBook

router = APIRouter(prefix="/ecosystems/{ecosystem}/jobs", tags=["jobs"], responses=problems.responses(401, 403, 404))

_LAST = 2**63 - 1

JobNumber = Annotated[int, Path(ge=1, le=_LAST, description="The job's number.")]
Managing = Annotated[Access, Depends(entering(Level.OWNER))]


@router.get("")
async def list_jobs(
    access: Managing, jobs: JobsOf, request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> Page[JobCard]:
    """All of the last thirty days, newest first."""
    (before,) = decoded(cursor, (int,)) or (_LAST,)
    found = await jobs.jobs(access.ecosystem, limit + 1, before)
    key = (found[limit - 1].id,) if len(found) > limit else None
    return page(request, response, [JobCard.model_validate(job) for job in found[:limit]], limit, key)


@router.post("", status_code=202)
async def order_job(order: JobOrder, access: Managing, jobs: JobsOf, request: Request, response: Response) -> JobCard:
    """Have something done; what waits or runs already is not ordered twice."""
    offer = offer_of(order.kind)
    made = await jobs.order(access.ecosystem, offer.name, offer.cap)
    response.headers["Location"] = f"{request.url.path}/{made.id}"
    return JobCard.model_validate(made)


@router.get("/{job}")
async def get_job(job: JobNumber, access: Managing, jobs: JobsOf) -> JobCard:
    """How far one has got, and what came of it."""
    return await _one(jobs, access, job)


@router.post("/{job}/cancel", responses=problems.responses(409))
async def cancel_job(job: JobNumber, access: Managing, jobs: JobsOf) -> JobCard:
    """End one for good, also while it runs."""
    await _one(jobs, access, job)
    try:
        return JobCard.model_validate(await jobs.cancel(job))
    except InvalidRequest as error:
        raise Conflict(*error.args) from None


@router.post("/{job}/retry", responses=problems.responses(409))
async def retry_job(job: JobNumber, access: Managing, jobs: JobsOf) -> JobCard:
    """Have one that is held or cancelled tried again."""
    await _one(jobs, access, job)
    try:
        return JobCard.model_validate(await jobs.retry(job))
    except InvalidRequest as error:
        raise Conflict(*error.args) from None


async def _one(jobs: JobBook, access: Access, id: int) -> JobCard:
    """Raises JobUnknown, also for one of another ecosystem."""
    found = await jobs.job(id)
    if found.ecosystem != access.ecosystem:
        raise JobUnknown(id)
    return JobCard.model_validate(found)
