"""What proves that customers are known: who they are, what they need, of which class and stage, and how that changed."""

from sqlalchemy.orm import join

from core.access import Permission
from core.customers.queries import visible_to
from core.customers.records import Customer, CustomerStep, ProjectCustomer
from core.customers.rules import What
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled, is_told
from core.words import N_

READ = Permission.CUSTOMER_READ

_served = join(ProjectCustomer, Customer, Customer.id == ProjectCustomer.customer_id)
customers = Source("Customers", READ, _served, ProjectCustomer.project_id, ProjectCustomer.at, Customer.name, Customer.code, "customer", sight=visible_to)
_changed = join(_served, CustomerStep, CustomerStep.customer_id == Customer.id)
steps = Source("Customers", READ, _changed, ProjectCustomer.project_id, CustomerStep.day, Customer.name, Customer.code, "customer", sight=visible_to)

EVIDENCE = (
    Evidence("customer", N_("Customers of projects, each with somebody who looks after them"), customers),
    Evidence("customer_needs", N_("Customers whose needs are written down"), customers, is_told(Customer.needs)),
    Evidence("customer_habits", N_("Customers whose habits are written down"), customers, is_told(Customer.habits)),
    Evidence("customer_channel", N_("Customers whose preferred channel is known"), customers, is_told(Customer.channel)),
    Evidence("customer_class", N_("Customers with a class and its reason"), customers, is_told(Customer.class_code, Customer.class_why)),
    Evidence("customer_staged", N_("Customers whose stage follows from facts"), customers, (Customer.stage_by_hand.is_(False), is_filled(Customer.stage_facts))),
    Evidence("customer_points", N_("Customers with points of the loyalty programme"), customers, (Customer.points > 0,)),
    Evidence("customer_moved", N_("Changes of a customer's stage, with their reason"), steps, (CustomerStep.what == What.STAGE.value, *is_told(CustomerStep.why))),
)  # fmt: skip
