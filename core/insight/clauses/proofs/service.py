"""What proves that services are prepared and requests handled as promised: three clocks, cause, verification, the customer's word, calls afterwards."""

from sqlalchemy import and_
from sqlalchemy.orm import join

from core.access import Permission
from core.customers.mails.records import CustomerMail
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled, is_told
from core.service.analysis.records import RequestWeek
from core.service.analysis.rules import Dim
from core.service.commitments.records import ServiceTarget
from core.service.dispatch.records import DispatchPlan
from core.service.forecast.records import RequestForecast
from core.service.preparation.records import PreparationLine
from core.service.preparation.rules import Kind
from core.service.preparation.rules import State as Said
from core.service.requests.records import Request
from core.service.requests.rules import State
from core.service.rules import RECEIVED, REMOTE, SELF_SERVICE
from core.service.tuning.records import ChannelTuning
from core.words import N_

READ = Permission.REQUEST_READ

requests = Source("Request", READ, Request, Request.project_id, Request.reported_at, Request.title, Request.code, "request")
targets = Source("Requests", READ, ServiceTarget, ServiceTarget.project_id, ServiceTarget.valid_from, part="targets", parameter="", shared=True)

weeks = Source("Service_analysis", READ, RequestWeek, RequestWeek.project_id, RequestWeek.week)

prepared = Source("Preparation", Permission.PREPARATION_READ, PreparationLine, PreparationLine.project_id, PreparationLine.checked_on, PreparationLine.text)
forecasts = Source("Service_analysis", READ, RequestForecast, RequestForecast.project_id, RequestForecast.week, part="forecast", shared=True)

dispatch = Source("Requests", READ, DispatchPlan, DispatchPlan.project_id, DispatchPlan.at, part="dispatch")
receipts = Source(
    "Request", READ, join(CustomerMail, Request, and_(CustomerMail.subject_kind == "request", CustomerMail.subject_id == Request.id)), Request.project_id, CustomerMail.at,
    Request.title, Request.code, "request",
)  # fmt: skip
tunings = Source("Service_analysis", READ, ChannelTuning, ChannelTuning.project_id, ChannelTuning.at, ChannelTuning.change, part="channels")

CHECKED = (PreparationLine.state == Said.READY.value, PreparationLine.checked_by_id.is_not(None), PreparationLine.checked_on.is_not(None))
CLOSED = Request.state.in_((State.CONFIRMED.value, State.ARCHIVED.value))
STOPPED = tuple(used.is_not(None) for used in (Request.acknowledge_used, Request.respond_used, Request.resolve_used))
IN_TIME = tuple(late.is_(False) for late in (Request.acknowledge_late, Request.respond_late, Request.resolve_late))

EVIDENCE = (
    Evidence("request_channel", N_("Requests registered with channel and description"), requests, is_told(Request.channel, Request.text)),
    Evidence("request_hotline", N_("Requests that came by telephone or e-mail"), requests, (Request.channel.in_(("phone", "email")),)),
    Evidence("request_classified", N_("Requests with problem class and type"), requests, is_told(Request.problem_class, Request.problem_type)),
    Evidence("request_graded", N_("Requests whose priority follows from urgency and impact"), requests, is_told(Request.urgency, Request.impact, Request.priority)),
    Evidence("request_technical", N_("Requests about technology and systems"), requests, (Request.problem_class == "technology",)),
    Evidence("request_clocks", N_("Requests with all three clocks: acknowledged, responded, resolved"), requests, STOPPED),
    Evidence("request_in_time", N_("Requests acknowledged, responded to and resolved in time"), requests, (*STOPPED, *IN_TIME)),
    Evidence("request_handed_over", N_("Requests handed over, their first receiver kept"), requests, (Request.handovers > 0,)),
    Evidence("request_solved", N_("Requests resolved with their solution"), requests, (Request.resolved_at.is_not(None), *is_told(Request.solution))),
    Evidence("request_mode", N_("Requests resolved that say by which way they were served"), requests, (Request.resolved_at.is_not(None), Request.mode.is_not(None))),
    Evidence("request_self_service", N_("Requests that customers solved by self-service"), requests, (Request.resolved_at.is_not(None), Request.mode == SELF_SERVICE)),
    Evidence("request_remote", N_("Requests solved by remote support"), requests, (Request.resolved_at.is_not(None), Request.mode == REMOTE)),
    Evidence("request_cause", N_("Requests with the cause of the problem"), requests, is_told(Request.cause)),
    Evidence("request_prevented", N_("Requests with what keeps the problem from coming back"), requests, is_told(Request.prevention)),
    Evidence("request_verified", N_("Requests verified by somebody who did not resolve them"), requests, (Request.verified_at.is_not(None), Request.verifier_id != Request.resolver_id)),
    Evidence("request_confirmed", N_("Requests closed by the customer's word"), requests, (CLOSED, Request.closed_by == "customer")),
    Evidence("request_closed", N_("Requests closed and archived"), requests, (Request.archived_at.is_not(None),)),
    Evidence("request_visited", N_("Calls after the solution, with how content the customer is"), requests, (Request.visited_at.is_not(None), *is_told(Request.visit_outcome))),
    Evidence("request_repeated", N_("Requests known as something that came back"), requests, (Request.earlier_id.is_not(None),)),
    Evidence("request_merged", N_("Requests of several channels merged into one"), requests, (Request.merged_into_id.is_not(None),)),
    Evidence("request_upset", N_("Requests marked because the customer is upset"), requests, (Request.upset.is_(True),)),
    Evidence("request_complaint", N_("Complaints of customers kept with their requests"), requests, (Request.complaint.is_(True),)),
    Evidence("request_social", N_("Requests that came by social media or online chat"), requests, (Request.channel.in_(("social", "chat")),)),
    Evidence("weeks_staged", N_("Weeks of requests whose waiting, working and pausing times are told apart"), weeks, (RequestWeek.dim == Dim.ALL.value,)),
    Evidence("weeks_by_channel", N_("Weeks of requests counted and timed by channel"), weeks, (RequestWeek.dim == Dim.CHANNEL.value,)),
    Evidence("request_receipt", N_("Receipts that the system wrote to customers by itself"), receipts, (CustomerMail.occasion == RECEIVED.code,)),
    Evidence("dispatch_rules", N_("Projects whose rules give requests their handler"), dispatch, (DispatchPlan.active.is_(True), is_filled(DispatchPlan.rules))),
    Evidence("service_roles", N_("Projects whose team has roles in service"), dispatch, (is_filled(DispatchPlan.roles),)),
    Evidence("prepared_tools", N_("Tools, software and material checked as ready for a service"), prepared, (
        *CHECKED, PreparationLine.kind.in_((Kind.TOOL.value, Kind.SOFTWARE.value, Kind.MATERIAL.value)),
    )),
    Evidence("prepared_staff", N_("People whose qualification for a service was checked by somebody else"), prepared, (
        *CHECKED, PreparationLine.kind == Kind.STAFF.value, PreparationLine.person_id.is_not(None), *is_told(PreparationLine.qualification),
        PreparationLine.person_id != PreparationLine.checked_by_id,
    )),
    Evidence("prepared_place", N_("Places, devices and tidiness checked as ready for a service"), prepared, (
        *CHECKED, PreparationLine.kind.in_((Kind.PLACE.value, Kind.TIDINESS.value)),
    )),
    Evidence("prepared_digital", N_("Digital tools checked as ready for a service"), prepared, (*CHECKED, PreparationLine.kind == Kind.DIGITAL.value)),
    Evidence("forecast_kept", N_("Forecasts of requests, with interval and back-test, kept to be held against what came"), forecasts),
    Evidence("channel_tuned", N_("Decisions on channels with frozen figures, duty and due day"), tunings, is_told(ChannelTuning.change, ChannelTuning.follow_up)),
    Evidence("channel_judged", N_("Changes of channels judged by the same figures"), tunings, (ChannelTuning.judged_on.is_not(None),)),
    Evidence("service_target", N_("Times promised for acknowledging, responding and resolving"), targets),
)  # fmt: skip
