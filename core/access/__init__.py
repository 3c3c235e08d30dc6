"""Who may do what, and how far. The only place where a role is compared with a deed.

`GRANTS` is the table that the administration page and the README print, and that a test compares with what
every action really allows. A role holds a permission up to a scope; `require` compares the scope with the
`Reach` of the record at hand. What a person may *see* of projects is `core.projects.queries.visible_to`.
"""

from dataclasses import dataclass, field

from core.access.grants import GRANTS
from core.access.permissions import PERMISSION_LABELS, ROLE_LABELS, Permission, Role, Scope
from core.errors import NotPermitted
from core.words import Language

__all__ = ["ANYWHERE", "GRANTS", "PERMISSION_LABELS", "ROLE_LABELS", "Actor", "Permission", "Reach", "Role", "Scope", "require", "within"]


@dataclass(frozen=True)
class Actor:
    """Who is acting, as known at this moment: derived from the database at every run, never from the browser."""

    id: int
    username: str
    name: str
    roles: frozenset[Role]
    language: Language = Language.ENGLISH
    language_chosen: bool = field(default=True, compare=False)
    """Whether she ever chose one; the page takes her browser's until then."""
    department_id: int | None = None
    department_ids: frozenset[int] = frozenset()
    """Departments this person heads, with everything below them."""
    project_ids: frozenset[int] = frozenset()
    """Projects this person manages or is a member of."""
    must_change_password: bool = False
    must_add_factor: bool = False
    """A role of hers demands a second factor, and there is none yet: nothing opens but the page that sets it up."""
    origin: str = field(default="", compare=False)
    """Where the deed comes from (browser address, command line, demo); kept in the audit trail."""
    session_key: str = field(default="", compare=False, repr=False)

    def scope(self, permission: Permission) -> Scope | None:
        """The widest scope any of the person's roles grants, or None."""
        return max((GRANTS[permission][role] for role in self.roles if role in GRANTS[permission]), default=None)

    def may(self, permission: Permission) -> bool:
        """Whether the person holds the permission at all, for whatever scope."""
        return self.scope(permission) is not None

    @property
    def is_held(self) -> bool:
        """Whether something must be done first; until then no page, file or upload opens."""
        return self.must_change_password or self.must_add_factor

    @property
    def sight(self) -> tuple[object, ...]:
        """Everything that decides what this person sees: the key of any cache of answers."""
        return (self.id, tuple(sorted(self.roles)), tuple(sorted(self.department_ids)), tuple(sorted(self.project_ids)))


@dataclass(frozen=True)
class Reach:
    """Where the record at hand lies, for comparison with a scope."""

    owners: frozenset[int] = frozenset()
    project_id: int | None = None
    department_id: int | None = None


ANYWHERE = Reach()
"""For permissions that are held for everything or not at all, and for questions that filter by themselves."""


def within(actor: Actor, permission: Permission, reach: Reach) -> bool:
    """Whether `actor` holds `permission` as far as `reach`. Each role is judged by its own scope."""
    near = Scope.OWN if actor.id in reach.owners else Scope.PROJECT if reach.project_id is not None and reach.project_id in actor.project_ids else None
    if near is None:
        near = Scope.DEPARTMENT if reach.department_id is not None and reach.department_id in actor.department_ids else Scope.ALL
    return any(scope >= near for scope in (GRANTS[permission].get(role) for role in actor.roles) if scope is not None)


def require(actor: Actor, permission: Permission, reach: Reach | None = None) -> None:
    """Refuse unless `actor` holds `permission` as far as `reach` (None: for whatever scope, the query filters).

    Refuses: NotPermitted, in the words of NotFound.
    """
    if not (actor.may(permission) if reach is None else within(actor, permission, reach)):
        raise NotPermitted()
