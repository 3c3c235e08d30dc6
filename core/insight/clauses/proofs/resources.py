"""What proves that material is there in time, and that systems are known with who uses them, their outages and the requests that came from these."""

from sqlalchemy.orm import join

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.resources.speed.records import PageDay
from core.resources.supplies.records import Supply
from core.resources.supplies.rules import State
from core.resources.systems.records import OutageRequest, SystemOutage, SystemUse, TechnicalSystem
from core.resources.usability.records import PageRemark, PageVoice
from core.service.requests.records import Request
from core.words import N_

READ = Permission.RESOURCE_READ

supplies = Source("Resources", READ, Supply, Supply.project_id, Supply.needed_by, Supply.name, part="supplies")
_used = join(SystemUse, TechnicalSystem, TechnicalSystem.id == SystemUse.system_id)
uses = Source("Resources", READ, _used, SystemUse.project_id, TechnicalSystem.since_on, TechnicalSystem.name, TechnicalSystem.code, "system")
customers = Source("Resources", READ, _used, on=TechnicalSystem.since_on, title=TechnicalSystem.name, code=TechnicalSystem.code, parameter="system")
_down = join(_used, SystemOutage, SystemOutage.system_id == TechnicalSystem.id)
outages = Source("Resources", READ, _down, SystemUse.project_id, SystemOutage.began_at, TechnicalSystem.name, TechnicalSystem.code, "system")
_came = join(join(OutageRequest, SystemOutage, SystemOutage.id == OutageRequest.outage_id), TechnicalSystem, TechnicalSystem.id == SystemOutage.system_id)
came = Source("Resources", Permission.REQUEST_READ, join(_came, Request, Request.id == OutageRequest.request_id), Request.project_id, SystemOutage.began_at, Request.title, TechnicalSystem.code, "system")

speed = Source("Health", Permission.HEALTH_READ, PageDay, on=PageDay.day, title=PageDay.page, code=PageDay.page, parameter="")
voices = Source("Health", Permission.HEALTH_READ, PageVoice, on=PageVoice.month, title=PageVoice.page, code=PageVoice.page, parameter="")
remarks = Source("Health", Permission.HEALTH_READ, PageRemark, on=PageRemark.replied_on, title=PageRemark.page, code=PageRemark.page, parameter="")

EVIDENCE = (
    Evidence("page_voices", N_("Months in which people said, without a name, whether a page is clear to them"), voices, (PageVoice.yes + PageVoice.no > 0,)),
    Evidence("page_replied", N_("What people said of pages in words, with the reply and what became of it"), remarks, (PageRemark.outcome != "",)),
    Evidence("speed_kept", N_("Days of page times and failures, kept to show how they change"), speed),
    Evidence("supply_dated", N_("Material with quantity and the day it is needed"), supplies, (Supply.needed_by.is_not(None),)),
    Evidence("supply_here", N_("Material that came, and since when it is there"), supplies, (Supply.state == State.HERE.value, Supply.here_on.is_not(None))),
    Evidence("system_used", N_("Systems with who looks after them and which projects use them"), uses, (SystemUse.project_id.is_not(None),)),
    Evidence("system_customers", N_("Systems with the customers who use them"), customers, (SystemUse.customer_id.is_not(None),)),
    Evidence("outage_explained", N_("Outages of systems that are over, with cause and effect"), outages, (
        SystemUse.project_id.is_not(None), SystemOutage.ended_at.is_not(None), *is_told(SystemOutage.cause, SystemOutage.effect),
    )),
    Evidence("outage_requests", N_("Requests that are known to come from an outage"), came),
)  # fmt: skip
