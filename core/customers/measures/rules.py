"""The measures of customers. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

RENEWED = declare(Measure(
    "customer.renewed",
    name=N_("Customers retained when a contract ends"),
    definition=N_("How many customers stay: a contract that ends is followed by another one of the same customer."),
    formula=N_("Contracts that ended in the period while another contract of the same customer ran on or began within 90 days, divided by all contracts that ended more than 90 days ago or were followed."),
    dated=N_("The last day of the contract"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(24, 270, 415), person=N_("Whoever looks after the customer"),
))  # fmt: skip
LOST_BY_SERVICE = declare(Measure(
    "customer.lost_by_service",
    name=N_("Customers lost for reasons of service"),
    definition=N_("How many customers leave because of the service. The list of customers tells the same of all customers together, whether or not a contract ended."),
    formula=N_("Contracts that ended in the period whose customer is recorded as lost for a reason of service from that time on, divided by all contracts that ended in the period."),
    dated=N_("The last day of the contract"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(24, 415), person=N_("Whoever looks after the customer"),
))  # fmt: skip
BOUGHT_AGAIN = declare(Measure(
    "customer.bought_again",
    name=N_("Contracts that are repurchases"),
    definition=N_("How much of the business comes from customers who had a contract before."),
    formula=N_("Contracts signed in the period by customers with an earlier contract, divided by all contracts signed in the period."),
    dated=N_("The day of the signature"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(270, 413), person=N_("Whoever looks after the customer"),
))  # fmt: skip
