"""What proves that customers are looked after: what was said, expected, agreed to and signed, and what was done for them unasked."""

from sqlalchemy.orm import join

from core.access import Permission
from core.customers.care.records import Care
from core.customers.care.rules import PROBLEM, STAGE, Kind
from core.customers.contacts.records import Consent, Contact
from core.customers.contracts.records import Contract
from core.customers.expectations.records import Expectation
from core.customers.needs.records import HeardNeed
from core.customers.needs.rules import State
from core.customers.offers.records import OfferTaken, ServiceOffer
from core.customers.offers.rules import Kind as OfferKind
from core.customers.queries import visible_to
from core.customers.records import Customer, ProjectCustomer
from core.customers.strategies.records import StageStrategy
from core.customers.talks.records import Talk
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.words import N_

READ = Permission.CUSTOMER_READ
_served = join(ProjectCustomer, Customer, Customer.id == ProjectCustomer.customer_id)
_known = join(_served, Contact, Contact.customer_id == Customer.id)


def _of(of, on, title) -> Source:  # type: ignore[no-untyped-def]
    """Records of customers: they count for every project that serves the customer."""
    return Source("Customers", READ, of, ProjectCustomer.project_id, on, title, Customer.code, "customer", sight=visible_to)


talks = _of(join(_served, Talk, Talk.customer_id == Customer.id), Talk.day, Talk.subject)
needs = _of(join(_served, HeardNeed, HeardNeed.customer_id == Customer.id), HeardNeed.heard_on, HeardNeed.text)
contacts = _of(_known, Contact.at, Contact.role)
consents = _of(join(_known, Consent, Consent.contact_id == Contact.id), Consent.given_on, Consent.wording)
cares = _of(join(_served, Care, Care.customer_id == Customer.id), Care.done_on, Care.title)
cares_planned = _of(join(_served, Care, Care.customer_id == Customer.id), Care.due_on, Care.title)
contracts = _of(join(_served, Contract, Contract.customer_id == Customer.id), Contract.signed_on, Contract.title)
_expected = join(Expectation, Customer, Customer.id == Expectation.customer_id)
expectations = Source("Customers", READ, _expected, Expectation.project_id, Expectation.agreed_on, Expectation.subject, Customer.code, "customer", sight=visible_to)

strategies = Source("Customers", READ, StageStrategy, on=StageStrategy.at, title=StageStrategy.goal, code=StageStrategy.stage, parameter="")

offers = Source("Customers", READ, ServiceOffer, ServiceOffer.project_id, ServiceOffer.starts_on, ServiceOffer.name, parameter="")
_taken = join(join(OfferTaken, ServiceOffer, ServiceOffer.id == OfferTaken.offer_id), Customer, Customer.id == OfferTaken.customer_id)
taken = Source("Customers", READ, _taken, ServiceOffer.project_id, OfferTaken.taken_on, ServiceOffer.name, Customer.code, "customer", sight=visible_to)
ADDED = tuple(one.value for one in OfferKind if one is not OfferKind.BASIC)

EVIDENCE = (
    Evidence("offer_added", N_("Value-added, subscribed and tailored services in the catalogue"), offers, (ServiceOffer.kind.in_(ADDED),)),
    Evidence("offer_taken", N_("Services of the catalogue that customers have taken up"), taken, (ServiceOffer.kind.in_(ADDED),)),
    Evidence("strategy_written", N_("Goals, steps and offers written for stages of a customer's life"), strategies),
    Evidence("care_stage", N_("Care planned because a customer came to a stage"), cares_planned, (Care.cause.like(STAGE + "%"),)),
    Evidence("customer_talk", N_("Conversations with customers: day, channel, subject and outcome"), talks, is_told(Talk.channel, Talk.subject, Talk.outcome)),
    Evidence("customer_next", N_("Conversations that name the day of the next contact"), talks, (Talk.next_on.is_not(None),)),
    Evidence("need_heard", N_("Needs that customers let be heard when they were called again"), needs, is_told(HeardNeed.text, HeardNeed.request)),
    Evidence("need_settled", N_("Needs of customers that were taken up, met, or dropped with a reason"), needs, (HeardNeed.state != State.NEW.value,)),
    Evidence("contact_sealed", N_("Contacts whose personal data are kept under seal"), contacts, (Contact.erased_at.is_(None), *is_told(Contact.sealed))),
    Evidence("consent_given", N_("Consents of contacts, with their purpose and wording"), consents, is_told(Consent.purpose, Consent.wording)),
    Evidence("expectation_agreed", N_("Expectations agreed with customers before the service"), expectations, is_told(Expectation.aspect, Expectation.subject)),
    Evidence("expectation_judged", N_("Expectations with what came of them"), expectations, (Expectation.judged_on.is_not(None), *is_told(Expectation.outcome))),
    Evidence("care_done", N_("Care for customers that was done, with its result"), cares, (Care.done_on.is_not(None), *is_told(Care.result))),
    Evidence("care_offer", N_("Added services and offers made to customers"), cares, (Care.kind == Kind.OFFER.value, Care.done_on.is_not(None))),
    Evidence("care_preventive", N_("Visits planned before a problem comes again"), cares_planned, (Care.cause.like(PROBLEM + "%"),)),
    Evidence("contract_valued", N_("Contracts of customers with their term and value"), contracts, (Contract.value > 0,)),
    Evidence("contract_again", N_("Contracts that follow an earlier one"), contracts, (Contract.follows_id.is_not(None),)),
)  # fmt: skip
