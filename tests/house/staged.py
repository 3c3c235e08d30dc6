"""States in which a deed is possible, for the authorisation matrix: made in the session of the cell, undone with it."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import delete, select

from core.approval import actions as approvals
from core.approval.chains import actions as chains
from core.approval.chains.queries import chain_for_update
from core.approval.chains.rules import Step, Who
from core.approval.deputies import actions as deputies
from core.approval.rules import Verdict
from core.clock import now, today
from core.inspection.objects import actions as objects
from core.inspection.objects.queries import object_by_code
from core.inspection.objects.rules import Line
from core.inspection.rounds import actions as rounds
from core.inspection.sampling import actions as samples
from core.inspection.sampling.rules import Method, Plan
from core.inspection.several import actions as several
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.instances import actions as instances
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.records import Contest, ContestScore, Sheet
from core.inspection.sheets.rules import State as SheetState
from core.inspection.staffing import actions as staffing
from core.inspection.templates import actions as templates
from core.inspection.templates.queries import section_rows, version_row
from core.inspection.templates.rules import Repeat, State
from core.people.queries import department_for_update, person_for_update
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.sheet import Row as Task
from core.projects.records import Project
from tests.cast import DATES, draft, named, rated


def department(session, house, code="quality"):
    return department_for_update(session, house.departments[code])


def service_round(session, house, state="draft"):
    """A round of the service department with a sheet, in the given state."""
    lin = house.actor("lin")
    made = rounds.create(session, lin, name="Own", template_version_id=house.version, department_id=house.departments["service"], **DATES)
    if state != "empty":
        rounds.assign(session, lin, made, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
    if state in ("running", "closed"):
        rounds.start(session, lin, made)
    if state == "closed":
        rounds.close(session, lin, made, count_as_missed=True)
    session.info.pop("noted", None)
    return made


def team(session, house):
    """A team of Hotline."""
    made = objects.add_team(session, house.actor("lin"), house.projects["hotline"], name=named("Night shift"))
    session.info.pop("noted", None)
    return made


def plan(session, house):
    """The plan of Hotline: one task of a day."""
    made = plans.create(session, house.actor("lin"), house.projects["hotline"], starts=20_000_000, rows=[Task(1, "Prepare", duration=4800)])
    session.info.pop("noted", None)
    return made


def baseline(session, house):
    """A baseline of that plan."""
    made = baselines.keep(session, house.actor("lin"), plan(session, house), name="First")
    session.info.pop("noted", None)
    return made


def record_line(session, house):
    """A service record of Hotline, as it is typed."""
    return Line(1, session.get(Project, house.projects["hotline"]).code, "SR-1", today(), "Northern Ferries", "", "")


def record(session, house):
    """The same, recorded."""
    line = record_line(session, house)
    objects.add_records(session, house.actor("mo"), [line], source="screen")
    session.info.pop("noted", None)
    return object_by_code(session, f"{line.project}/{line.number}").id


def drawn(session, house):
    """The sample of every project of the service department; Hotline, its only one, has its inspector already."""
    made = samples.draw(session, house.actor("lin"), service_round(session, house), plan=Plan(Method.ALL))
    session.info.pop("noted", None)
    return made


def scored_twice(session, house):
    """The service department's round, running, with two submitted sheets for Hotline."""
    made = service_round(session, house, "running")
    rounds.assign(session, house.actor("lin"), made, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
    for sheet in session.query(Sheet).filter_by(round_id=made):
        sheet.state = SheetState.SUBMITTED
    session.flush()
    session.info.pop("noted", None)
    return made


def talked(session, house):
    """The same, rated and talked about."""
    made = scored_twice(session, house)
    for sheet in session.query(Sheet).filter_by(round_id=made):
        sheet.total, sheet.share = Decimal(sheet.id % 100), Decimal(1)
    session.flush()
    several.record_talk(session, house.actor("lin"), made, project_id=house.projects["hotline"], outcome="So.", held_on=today())
    session.info.pop("noted", None)
    return made


def vetoed(session, house):
    """Mei's sheet in a round of the service department, with a veto that waits for somebody else."""
    made = service_round(session, house, "running")
    sheet = session.query(Sheet).filter_by(round_id=made).one()
    sheet.state, sheet.vetoes, sheet.veto_check = SheetState.SUBMITTED, [house.items["consent"]], "waiting"
    session.flush()
    return sheet.id


def template_id(session, house):
    return version_row(session, house.version).template_id


def qualified(session, house):
    """Kit's qualification for the checklist."""
    ada = house.actor("ada")
    made = staffing.qualify(session, ada, house.people["kit"], template_id=template_id(session, house), valid_from=today(), valid_until=None)
    session.info.pop("noted", None)
    return made


def new_draft(session, house, state=State.DRAFT):
    ada = house.actor("ada")
    version = templates.create(session, ada, draft("fresh"))
    if state is State.TRIAL:
        templates.move(session, ada, version, state=State.TRIAL)
    session.flush()
    session.info.pop("noted", None)
    return version


def repeat(session, actor, house):
    """The first checkpoint of a fresh draft is to be answered for several instances."""
    made = new_draft(session, house)
    section_id = section_rows(session, made)[0].id
    return templates.repeat(session, actor, made, version=1, section_id=section_id, repeat=Repeat({"en": "Call"}, 1, 3))


def repeated(session, house):
    """A checkpoint of Mei's sheet that is answered for several instances: the sheet is moved onto such a draft."""
    version = new_draft(session, house)
    section = section_rows(session, version)[0]
    section.repeat = {"name": {"en": "Call"}, "least": 1, "most": 3, "combining": "mean"}
    session.get_one(Sheet, house.sheet).template_version_id = version
    session.flush()
    return section.id


def listed(session, house):
    """One of its instances, by its number."""
    number = instances.add_instance(session, house.actor("mei"), house.sheet, repeated(session, house), label="SR-1")
    session.flush()
    session.info.pop("noted", None)
    return number


def waiting(session, house, submitter="ada"):
    """A draft that waits for Mei's decision, by a chain that names her (or, submitted by Mei herself, for Lin's)."""
    who, asked = replace(house.actor("ada"), id=house.people[submitter]), "mei" if submitter == "ada" else "lin"
    version, kept = new_draft(session, house), chain_for_update(session, "template_version")
    chains.edit(session, who, "template_version", steps=[Step(Who.PERSON, person_id=house.people[asked])], version=kept.version if kept else 0)
    made = approvals.submit(session, who, "template_version", version)
    session.info.pop("noted", None)
    return made


def release(session, actor, house):
    """The actor, whose roles and department the database knows for once, decides the release of the service department's round."""
    made = approvals.submit(session, house.actor("lin"), "round", service_round(session, house, "closed"))
    person_for_update(session, actor.id).roles = sorted(actor.roles)
    if actor.department_ids:
        department(session, house, "service").head_id = actor.id
    session.flush()
    session.info.pop("noted", None)
    return approvals.decide(session, actor, made, step=0, verdict=Verdict.APPROVE)


def end_deputy(session, actor, house):
    mei = house.actor("mei")
    made = deputies.name_deputy(session, mei, house.people["kit"], first=today(), last=today())
    session.info.pop("noted", None)
    return deputies.end_deputy(session, actor, made)


def _open_contests(session, house):
    return session.scalars(select(Contest).where(Contest.sheet_id == house.sheet)).all()


def rescore(session, actor, house):
    rows = _open_contests(session, house)
    session.execute(delete(ContestScore).where(ContestScore.by_id == actor.id))
    return objections.rescore(session, actor, house.sheet, values={row.id: rated(50) for row in rows})


def decide(session, actor, house):
    for row in _open_contests(session, house):
        if session.scalar(select(ContestScore.id).where(ContestScore.by_id == actor.id)) is None:
            session.add(ContestScore(contest_id=row.id, by_id=actor.id, mark="rated", raw=Decimal(50), at=now()))
    session.flush()
    return objections.decide(session, actor, house.sheet, corrected=False, decision="So it is.")


def detach(session, actor, house):
    mei = house.actor("mei")
    file_id = sheets.attach(session, mei, house.sheet, house.items["photos"], data=b"x", kind="jpg", name="x.jpg")
    session.info.pop("noted", None)
    return sheets.detach(session, actor, house.sheet, house.items["photos"], file_id=file_id)


def submit(session, actor, house):
    mei = house.actor("mei")
    for code, raw in {"greeting": 100, "speed": 10, "consent": 1, "findings": 0}.items():
        sheets.answer(session, mei, house.sheet, house.items[code], rated(raw), seen=0)
    sheets.answer(session, mei, house.sheet, house.items["photos"], sheets.Value(sheets.scoring.Mark.NOT_APPLICABLE, na_reason="absent"), seen=0)
    session.flush()
    session.info.pop("noted", None)
    return sheets.submit(session, actor, house.sheet, signature="Mei")


def rename_instance(session, actor, house):
    return instances.rename_instance(session, actor, house.sheet, listed(session, house), label="SR-2", remark="", seen=1)
