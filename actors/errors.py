"""Every way in which Fabula can refuse: one root, one class for each situation a caller can act on.

Raw arguments travel in ``args`` and the sentence is made in ``__str__``, so that an error survives pickling unchanged.
"""

from typing import ClassVar


class FabulaError(Exception):
    """The root of all errors that Fabula raises on purpose."""

    sentence: ClassVar[str] = "Fabula could not do this: {0}"

    def __str__(self) -> str:
        return self.sentence.format(*self.args)


class InvalidRequest(FabulaError):
    """(what, reason): an argument of a command or call is out of range or makes no sense."""

    sentence = "{0}: {1}"


class ScenarioUnknown(FabulaError):
    """(name, known names): no bundled scenario and no file has this name."""

    sentence = "no scenario named '{0}'; there are: {1}"


class ScenarioInvalid(FabulaError):
    """(file, key, reason): an authored file breaks the schema."""

    sentence = "{0}: {1}: {2}"


class EcosystemUnknown(FabulaError):
    """(id): no ecosystem has this id."""

    sentence = "no ecosystem has the id '{0}'; `fabula ecosystems` lists them"


class JobUnknown(FabulaError):
    """(id): no job has this number."""

    sentence = "no job has the number {0}; `fabula jobs` lists them"


class JobStopped(FabulaError):
    """(id): a job was cancelled, removed with its ecosystem, or taken over by another worker; whoever works on it must stop."""

    sentence = "job {0} is not this worker's any more"


class CharacterUnknown(FabulaError):
    """(ecosystem, id): nobody in this ecosystem has this id."""

    sentence = "nobody in ecosystem '{0}' has the id '{1}'; `fabula show {0}` lists the cast"


class PictureUnknown(FabulaError):
    """(name): there is no picture of this name there."""

    sentence = "there is no picture '{0}' here"


class PictureUnsupported(FabulaError):
    """(reason): what somebody sends as a picture is none that is shown."""

    sentence = "the picture {0}"


class StaleEpoch(FabulaError):
    """(ecosystem, own epoch, current epoch): another supervisor has taken over; the holder of this must stop."""

    sentence = "ecosystem '{0}' has another supervisor now (epoch {2}, ours was {1}); this one stops and writes nothing"


class ChronicleDamaged(FabulaError):
    """(ecosystem, reason): what is stored contradicts itself."""

    sentence = "the chronicle of ecosystem '{0}' is damaged: {1}"


class SnapshotUnusable(FabulaError):
    """(character, reason): a frozen state is damaged or of another version; the chronicle makes up for it."""

    sentence = "the snapshot of '{0}' cannot be used: {1}"


class DataDirectoryUnusable(FabulaError):
    """(path, reason): the data directory cannot be read, written or understood."""

    sentence = "data directory {0}: {1}"


class SchemaMismatch(FabulaError):
    """(found revision, known revision): the database was written by another version of Fabula."""

    sentence = "the database is at revision {0}, which this Fabula does not know (it knows up to {1}); use a newer Fabula"


class ServiceFailed(FabulaError):
    """(service, reason): a server cannot be started or reached."""

    sentence = "{0}: {1}"


class ServerLacks(FabulaError):
    """(server, what, what to do): a configured server misses something that Fabula needs."""

    sentence = "{0} lacks {1}; {2}"


class ServicesBusy(FabulaError):
    """(path, who): the data directory is in exclusive use by somebody else."""

    sentence = "data directory {0} is in use by {1}"


class CastTooLarge(FabulaError):
    """(wanted, fits, reason): this placement cannot hold that many characters."""

    sentence = "{0} characters do not fit with this placement, {1} would ({2}); choose `--placement hosted`"


class EmbedderMismatch(FabulaError):
    """(index, stored embedder, own embedder): vectors of two embedders must not be mixed."""

    sentence = "memory index '{0}' was made by embedder {1}, not {2}; `fabula verify ID --rebuild-memory` makes it anew"


class TroupeLost(FabulaError):
    """(troupe, reason): the process that hosted some characters is gone."""

    sentence = "troupe {0} is lost: {1}"


class WorkLost(FabulaError):
    """(what, reason): the process that worked on something is gone; nothing is lost, and it may be tried again."""

    sentence = "the process that worked on {0} is gone: {1}"


class ClusterUnavailable(FabulaError):
    """(address, reason): Ray cannot be reached or started."""

    sentence = "Ray at {0}: {1}"


class NotPlaced(FabulaError):
    """(what, reason): a process waits for a place in the cluster; it may come yet, and the same call may be tried again."""

    sentence = "{0} has no place yet: {1}"


class CodeMismatch(FabulaError):
    """(node, its Fabula, our Fabula): a node of the cluster runs another Fabula than we do."""

    sentence = (
        "the Ray node at {0} has Fabula {1}, and here is {2}; install the same one on every node, or submit this one as a job"
    )


class OutOfReach(FabulaError):
    """(services, hosts, variables): what is served on this host only cannot serve a cluster of several."""

    sentence = "{0} can be reached from one host only, and the cluster has {1}; set {2} to servers that every host reaches"


class StoreUnavailable(FabulaError):
    """(store, reason): a store did not answer; the same call may be tried again."""

    sentence = "{0} does not answer: {1}"


class StoreFull(StoreUnavailable):
    """(store, reason): a store cannot write for want of space; the same call may be tried again once there is some."""

    sentence = "{0} has no space left ({1}); free some"


class BackupUnusable(FabulaError):
    """(file, reason): a backup cannot be written or read, or not by this Fabula; nothing was changed."""

    sentence = "{0}: {1}"


class TargetUnavailable(FabulaError):
    """(target, reason): a target of projections did not answer; the same call may be tried again."""

    sentence = "{0} does not answer: {1}"


class TargetRefused(FabulaError):
    """(target, reason): a target of projections wants something changed first; the reason says what to do."""

    sentence = "{0}: {1}"


class MarkMoved(FabulaError):
    """(target, ecosystem, expected number, found number): somebody else applied events; read the mark again."""

    sentence = "{0} has got to event {3} of ecosystem '{1}', not {2}: another projector is at work"


class MarkTaken(MarkMoved):
    """(target, ecosystem): somebody else has begun to apply events, and what we apply is refused; read the mark again."""

    sentence = "another projector writes the events of ecosystem '{1}' to {0} now; this one begins anew"


class MarkAstray(FabulaError):
    """(target, ecosystem, reason, what to do): what a target holds was not made from this chronicle."""

    sentence = "what {0} holds of ecosystem '{1}' is not from its chronicle: {2}; {3}"


class Unauthenticated(FabulaError):
    """(reason): whoever asks has not shown who he or she is, or not in a way that still counts."""

    sentence = "sign in first: {0}"


class RefreshRaced(FabulaError):
    """(session): the same refresh token was used a moment before, by another request of the same client; nothing was revoked."""

    sentence = "this refresh token was used just now by another request (session {0}); go on with the token that it was given"


class AccountUnknown(FabulaError):
    """(id): no user has this id."""

    sentence = "no user has the id '{0}'"


class NameTaken(FabulaError):
    """(name): a user of this name exists, in upper or lower case."""

    sentence = "the name '{0}' is taken; choose another one"


class AccountNeeded(FabulaError):
    """(name, reason): an account cannot be deleted, blocked or changed as long as something needs it."""

    sentence = "the account '{0}' is needed: {1}"


class KeyUnknown(FabulaError):
    """(id): the user has no API key of this id."""

    sentence = "you have no API key with the id '{0}'"


class FlagUnknown(FabulaError):
    """(name): no feature flag has this name."""

    sentence = "no feature flag has the name '{0}'"


class VersionMoved(FabulaError):
    """(what, expected version, found version): somebody else changed it since it was read; read it again."""

    sentence = "{0} was changed by somebody else (version {2}, not {1}); read it again"


class Throttled(FabulaError):
    """(what, seconds): tried too often; it may be tried again after so many seconds."""

    sentence = "too many attempts: {0}; try again in {1} seconds"


class QuotaSpent(FabulaError):
    """(what, limit, role): a user has as much as his or her role allows."""

    sentence = "{0}: the limit of the role '{2}' is {1}"


class BelongingUnknown(FabulaError):
    """(kind, id): the user has nothing of this kind under this id."""

    sentence = "you have no {0} with the id '{1}'"


class BelongingsFull(FabulaError):
    """(kind, most): a user keeps as many of them as one may; something has to go first."""

    sentence = "you may keep {1} {0}, and no more; delete some first"


class DocumentUnsupported(FabulaError):
    """(kind): what was sent as a document is of a kind that cannot be read."""

    sentence = "this is {0}; send plain text or Markdown"
