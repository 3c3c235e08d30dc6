"""Imports every room's records and guards, so that the whole schema is declared and every file has its guard."""

import core.approval.actions
import core.approval.chains.records
import core.approval.deputies.records
import core.approval.queries
import core.approval.records
import core.audit.records
import core.calendar.queries
import core.calendar.records
import core.comments.records
import core.drafts.actions
import core.drafts.records
import core.files.records
import core.followup.actions
import core.followup.queries
import core.followup.records
import core.inspection.rounds.approval
import core.inspection.rounds.queries
import core.inspection.rounds.records
import core.inspection.sampling.records
import core.inspection.sheets.queries
import core.inspection.sheets.records
import core.inspection.staffing.records
import core.inspection.tally.records
import core.inspection.templates.approval
import core.inspection.templates.records
import core.notice.outbox.actions
import core.notice.records
import core.numbering.records
import core.people.factor.records
import core.people.records
import core.people.signin.records
import core.projects.records
import core.reference.records
import core.routines.records
import core.settings.records  # noqa: F401
