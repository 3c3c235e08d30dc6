"""Taking the pack along as a file."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.projects.queries import project_for_update, reach


def take_along(session: Session, actor: Actor, project_id: int, *, kind: str, sha256: str) -> str:
    """Record that the pack leaves the house as a file of `kind` (docx, pdf); returns the file's fingerprint."""
    project = project_for_update(session, project_id)
    require(actor, Permission.PROJECT_READ, reach(project))
    note(session, actor, "project:take_along", "project", project.id, code=project.code, project_id=project.id, kind=kind, sha256=sha256)
    return sha256
