"""Roles, how far a permission reaches, and every permission with what it lets somebody do."""

from enum import IntEnum, StrEnum

from core.words import N_


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    LEADERSHIP = "leadership"
    DEPARTMENT_HEAD = "department_head"
    PROJECT_MANAGER = "project_manager"
    TEAM_MEMBER = "team_member"
    INSPECTOR = "inspector"
    CUSTOMER_LINK = "customer_link"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ADMINISTRATOR: N_("Administrator"), Role.LEADERSHIP: N_("Leadership"), Role.DEPARTMENT_HEAD: N_("Department head"), Role.PROJECT_MANAGER: N_("Project manager"),
    Role.TEAM_MEMBER: N_("Team member"), Role.INSPECTOR: N_("Inspector"), Role.CUSTOMER_LINK: N_("Customer link"),
}  # fmt: skip


class Scope(IntEnum):
    """How far a permission reaches; a wider one includes the narrower."""
    OWN = 1
    PROJECT = 2
    DEPARTMENT = 3
    ALL = 4

    @property
    def label(self) -> str:
        return {Scope.OWN: N_("Own"), Scope.PROJECT: N_("Own projects"), Scope.DEPARTMENT: N_("Own department"), Scope.ALL: N_("Everything")}[self]


class Permission(StrEnum):
    ACCEPTANCE_EDIT = "acceptance:edit"
    ACCEPTANCE_SIGN = "acceptance:sign"
    ACCOUNT_USE = "account:use"
    APPLICATION_DECIDE = "application:decide"
    APPLICATION_EDIT = "application:edit"
    APPLICATION_READ = "application:read"
    APPRAISAL_DESIGN = "appraisal:design"
    APPRAISAL_LEAD = "appraisal:lead"
    APPRAISAL_READ = "appraisal:read"
    APPRAISAL_TAKE = "appraisal:take"
    APPROVAL_DECIDE = "approval:decide"
    APPROVAL_DELEGATE = "approval:delegate"
    APPROVAL_READ = "approval:read"
    APPROVAL_WITHDRAW = "approval:withdraw"
    AUDIT_EXPORT = "audit:export"
    AUDIT_READ = "audit:read"
    BUDGET_DECIDE = "budget:decide"
    CALENDAR_EDIT = "calendar:edit"
    CALENDAR_LEAVE = "calendar:leave"
    CALENDAR_READ = "calendar:read"
    CHAIN_EDIT = "chain:edit"
    CHART_EDIT = "chart:edit"
    CHART_READ = "chart:read"
    CHECK_PLAN = "check:plan"
    CHECK_READ = "check:read"
    CHECK_RECORD = "check:record"
    CLAUSE_EXPORT = "clause:export"
    CLAUSE_READ = "clause:read"
    CLOSING_EDIT = "closing:edit"
    CLOSING_EXPORT = "closing:export"
    CLOSING_READ = "closing:read"
    CLOSING_REOPEN = "closing:reopen"
    CLOSING_SIGN = "closing:sign"
    COMMENT_WRITE = "comment:write"
    COMMITMENT_EDIT = "commitment:edit"
    COMMUNICATION_ANSWER = "communication:answer"
    COMMUNICATION_MEET = "communication:meet"
    COMMUNICATION_PLAN = "communication:plan"
    COMMUNICATION_READ = "communication:read"
    COMMUNICATION_SAY = "communication:say"
    COMPLIANCE_ASSESS = "compliance:assess"
    COMPLIANCE_PLAN = "compliance:plan"
    COMPLIANCE_READ = "compliance:read"
    COST_EDIT = "cost:edit"
    COST_EXPORT = "cost:export"
    COST_READ = "cost:read"
    CUSTOMER_DISCLOSE = "customer:disclose"
    CUSTOMER_EDIT = "customer:edit"
    CUSTOMER_ERASE = "customer:erase"
    CUSTOMER_EXPORT = "customer:export"
    CUSTOMER_READ = "customer:read"
    CUSTOMER_UNMASK = "customer:unmask"
    CUSTOMER_WORK = "customer:work"
    DEPARTMENT_EDIT = "department:edit"
    DISPATCH_EDIT = "dispatch:edit"
    EXPENSE_CLAIM = "expense:claim"
    FAIRNESS_EXPORT = "fairness:export"
    FAIRNESS_READ = "fairness:read"
    FOLLOWUP_EXPORT = "followup:export"
    FOLLOWUP_OPEN = "followup:open"
    FOLLOWUP_READ = "followup:read"
    FOLLOWUP_STEER = "followup:steer"
    FOLLOWUP_VERIFY = "followup:verify"
    FOLLOWUP_WORK = "followup:work"
    HEALTH_KEEP = "health:keep"
    HEALTH_READ = "health:read"
    HOURS_ENTER = "hours:enter"
    IMPROVEMENT_EDIT = "improvement:edit"
    IMPROVEMENT_READ = "improvement:read"
    INITIATION_EDIT = "initiation:edit"
    KNOWLEDGE_ADOPT = "knowledge:adopt"
    KNOWLEDGE_APPROVE = "knowledge:approve"
    KNOWLEDGE_READ = "knowledge:read"
    KNOWLEDGE_WRITE = "knowledge:write"
    MEASURE_EXPORT = "measure:export"
    MEASURE_READ = "measure:read"
    NONCONFORMITY_DECIDE = "nonconformity:decide"
    NONCONFORMITY_JUDGE = "nonconformity:judge"
    NONCONFORMITY_READ = "nonconformity:read"
    NONCONFORMITY_REGISTER = "nonconformity:register"
    NONCONFORMITY_STEER = "nonconformity:steer"
    NORM_EDIT = "norm:edit"
    NORM_READ = "norm:read"
    OBJECTIVE_EDIT = "objective:edit"
    OBJECTIVE_READ = "objective:read"
    OUTAGE_WRITE = "outage:write"
    PAGE_REPLY = "page:reply"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_READ = "people:read"
    PLAN_EDIT = "plan:edit"
    PLAN_READ = "plan:read"
    PLAN_REPORT = "plan:report"
    PREPARATION_CHECK = "preparation:check"
    PREPARATION_EDIT = "preparation:edit"
    PREPARATION_READ = "preparation:read"
    PROJECT_EDIT = "project:edit"
    PROJECT_READ = "project:read"
    PULSE_ASK = "pulse:ask"
    QUALIFICATION_EDIT = "qualification:edit"
    QUALITY_MEETING_LEAD = "quality_meeting:lead"
    QUALITY_MEETING_READ = "quality_meeting:read"
    RATE_EDIT = "rate:edit"
    RATE_READ = "rate:read"
    RECOGNITION_DECIDE = "recognition:decide"
    RECOGNITION_PROPOSE = "recognition:propose"
    REFERENCE_EDIT = "reference:edit"
    REFERENCE_READ = "reference:read"
    REQUEST_CORRECT = "request:correct"
    REQUEST_IMPORT = "request:import"
    REQUEST_READ = "request:read"
    REQUEST_REGISTER = "request:register"
    REQUEST_VERIFY = "request:verify"
    REQUEST_WORK = "request:work"
    RESOURCE_READ = "resource:read"
    RESULTS_EXPORT = "results:export"
    RESULTS_READ = "results:read"
    REVIEW_DESIGN = "review:design"
    REVIEW_LEAD = "review:lead"
    REVIEW_RATE = "review:rate"
    REVIEW_READ = "review:read"
    RISK_ACCEPT = "risk:accept"
    RISK_EXPORT = "risk:export"
    RISK_READ = "risk:read"
    RISK_REGISTER = "risk:register"
    RISK_STEER = "risk:steer"
    RISK_SWEEP = "risk:sweep"
    ROUND_LEAD = "round:lead"
    ROUND_READ = "round:read"
    ROUND_RELEASE = "round:release"
    SERIES_EDIT = "series:edit"
    SETTINGS_EDIT = "settings:edit"
    SETTINGS_READ = "settings:read"
    SHEET_DECIDE = "sheet:decide"
    SHEET_READ = "sheet:read"
    SHEET_RESPOND = "sheet:respond"
    SHEET_REVISE = "sheet:revise"
    SHEET_SCORE = "sheet:score"
    SHEET_SETTLE_VETO = "sheet:settle_veto"
    STANDARD_EDIT = "standard:edit"
    STANDARD_READ = "standard:read"
    STRATEGY_EDIT = "strategy:edit"
    SUGGESTION_ASSESS = "suggestion:assess"
    SUGGESTION_WRITE = "suggestion:write"
    SUPPLY_EDIT = "supply:edit"
    SURVEY_DESIGN = "survey:design"
    SURVEY_EXPORT = "survey:export"
    SURVEY_READ = "survey:read"
    SURVEY_SEND = "survey:send"
    SURVEY_WITHDRAW = "survey:withdraw"
    SYSTEM_EDIT = "system:edit"
    TARGET_EDIT = "target:edit"
    TEAM_READ = "team:read"
    TEMPLATE_CONFIRM = "template:confirm"
    TEMPLATE_EDIT = "template:edit"
    TEMPLATE_READ = "template:read"
    TRAINING_EDIT = "training:edit"
    TUNING_DECIDE = "tuning:decide"

    @property
    def label(self) -> str:
        return PERMISSION_LABELS[self]


PERMISSION_LABELS = {
    Permission.ACCEPTANCE_EDIT: N_("Prepare acceptances: agreement, pack, delivery standards, links for customers"),
    Permission.ACCEPTANCE_SIGN: N_("Sign acceptances one is named for"),
    Permission.ACCOUNT_USE: N_("Use the own account: password, language, sign-ins"),
    Permission.APPLICATION_DECIDE: N_("Decide applications for projects, where a step asks everybody who may"),
    Permission.APPLICATION_EDIT: N_("Write and submit applications for projects"),
    Permission.APPLICATION_READ: N_("See applications for projects"),
    Permission.APPRAISAL_DESIGN: N_("Write the versions of what appraisals ask"),
    Permission.APPRAISAL_LEAD: N_("Begin appraisals, say who appraises whom, decide contested ones of others"),
    Permission.APPRAISAL_READ: N_("Read the appraisals of people; of a department head: of the own departments"),
    Permission.APPRAISAL_TAKE: N_("Have a part in appraisals: the own one, and those one is named for"),
    Permission.APPROVAL_DECIDE: N_("Approve, return or turn down what one is asked to decide"),
    Permission.APPROVAL_DELEGATE: N_("Name a deputy for the own approvals"),
    Permission.APPROVAL_READ: N_("See approvals one has a part in; with everything: all of them"),
    Permission.APPROVAL_WITHDRAW: N_("Withdraw the own submission"),
    Permission.AUDIT_EXPORT: N_("Export the audit trail"),
    Permission.AUDIT_READ: N_("Read and verify the audit trail"),
    Permission.BUDGET_DECIDE: N_("Decide budgets of projects, where a step asks everybody who may"),
    Permission.CALENDAR_EDIT: N_("Change calendars, public holidays and people's hours"),
    Permission.CALENDAR_LEAVE: N_("Enter leave"),
    Permission.CALENDAR_READ: N_("See calendars and count in working time"),
    Permission.CHAIN_EDIT: N_("Change approval chains"),
    Permission.CHART_EDIT: N_("Mark control charts: phases, points left out"),
    Permission.CHART_READ: N_("See control charts and series kept by hand"),
    Permission.CLAUSE_EXPORT: N_("Export the clause map"),
    Permission.CLAUSE_READ: N_("See which clauses of the documents live records prove"),
    Permission.CLOSING_EDIT: N_("Close projects: confirmations, archive, resources, work that remains"),
    Permission.CLOSING_EXPORT: N_("Make files of acceptance reports"),
    Permission.CLOSING_READ: N_("See acceptances, closings and the archive of projects"),
    Permission.CLOSING_REOPEN: N_("Reopen closed projects, with a reason"),
    Permission.CLOSING_SIGN: N_("Sign that a project may be closed"),
    Permission.CHECK_PLAN: N_("Plan quality checks, draw their samples, assign who checks"),
    Permission.CHECK_READ: N_("See quality checks; an inspector: the own ones"),
    Permission.CHECK_RECORD: N_("Carry out assigned quality checks"),
    Permission.COMMENT_WRITE: N_("Comment on records that one may see"),
    Permission.COMMUNICATION_ANSWER: N_("Answer opinions and say what became of them"),
    Permission.COMMUNICATION_MEET: N_("Prepare meetings of projects, write and issue their minutes"),
    Permission.COMMUNICATION_PLAN: N_("Plan communication: with whom, how, how often; waive what is not needed"),
    Permission.COMMUNICATION_READ: N_("See how projects communicate: plans, meetings, opinions"),
    Permission.COMMUNICATION_SAY: N_("Write down opinions, put one into the box without a name"),
    Permission.COMMITMENT_EDIT: N_("Set targets of service: how fast for whom, and which priority follows from what"),
    Permission.COMPLIANCE_ASSESS: N_("Carry out assigned compliance assessments and audits"),
    Permission.COMPLIANCE_PLAN: N_("Keep the list of requirements, plan compliance assessments and audits"),
    Permission.COMPLIANCE_READ: N_("See compliance assessments and audits"),
    Permission.COST_EDIT: N_("Plan budgets, enter orders and expenses of projects"),
    Permission.COST_EXPORT: N_("Export what projects cost"),
    Permission.COST_READ: N_("See what projects cost: budget, commitments, expenses, labour as a sum"),
    Permission.CUSTOMER_DISCLOSE: N_("Hand out everything held on a contact, on that person's request"),
    Permission.CUSTOMER_EDIT: N_("Enter customers; write their class, stage, contracts and points"),
    Permission.CUSTOMER_ERASE: N_("Erase what is held on a person at a customer"),
    Permission.CUSTOMER_EXPORT: N_("Export customers"),
    Permission.CUSTOMER_READ: N_("See customers, with personal data masked"),
    Permission.CUSTOMER_UNMASK: N_("See personal data of contacts for a moment, with a reason that is logged"),
    Permission.CUSTOMER_WORK: N_("Enter contacts, what was said, and care for customers"),
    Permission.DEPARTMENT_EDIT: N_("Create, rename and move departments"),
    Permission.FAIRNESS_EXPORT: N_("Export figures of fairness"),
    Permission.FAIRNESS_READ: N_("See how evenly inspectors score; an inspector: the own figures"),
    Permission.FOLLOWUP_EXPORT: N_("Export follow-ups"),
    Permission.FOLLOWUP_OPEN: N_("Open follow-ups"),
    Permission.FOLLOWUP_READ: N_("See follow-ups"),
    Permission.FOLLOWUP_STEER: N_("Grant more time, hand follow-ups over, cancel them"),
    Permission.FOLLOWUP_VERIFY: N_("Verify follow-ups and judge their effect"),
    Permission.FOLLOWUP_WORK: N_("Work on assigned follow-ups"),
    Permission.HEALTH_KEEP: N_("Back up, restore and sweep, on the command line"),
    Permission.HEALTH_READ: N_("See whether the installation is well"),
    Permission.DISPATCH_EDIT: N_("Write the rules by which requests find their handler, and who does what in service"),
    Permission.EXPENSE_CLAIM: N_("Claim expenses that one paid oneself for projects one may see"),
    Permission.HOURS_ENTER: N_("Enter the own hours on tasks of projects one may see"),
    Permission.IMPROVEMENT_EDIT: N_("Open PDCA cards and lead them; a team member: the own ones"),
    Permission.IMPROVEMENT_READ: N_("See PDCA cards, suggestions and good cases"),
    Permission.INITIATION_EDIT: N_("Write charter and scope, stakeholders, kick-off minutes and duties of a project"),
    Permission.KNOWLEDGE_ADOPT: N_("Adopt articles of the library for projects, say what came of it"),
    Permission.KNOWLEDGE_APPROVE: N_("Approve, return and retire articles that others have written"),
    Permission.KNOWLEDGE_READ: N_("Read the library: lessons, cases, methods"),
    Permission.KNOWLEDGE_WRITE: N_("Write articles for the library"),
    Permission.MEASURE_EXPORT: N_("Export measures"),
    Permission.MEASURE_READ: N_("See measures and the records behind them; an inspector: the own records"),
    Permission.OBJECTIVE_EDIT: N_("Set, review and close quality objectives"),
    Permission.OBJECTIVE_READ: N_("See quality objectives"),
    Permission.NONCONFORMITY_DECIDE: N_("Approve the plan for a grave nonconformity, withdraw one that is none"),
    Permission.NONCONFORMITY_JUDGE: N_("Judge whether what was done about a nonconformity helped; found by oneself: everybody"),
    Permission.NONCONFORMITY_READ: N_("See nonconformities"),
    Permission.NONCONFORMITY_REGISTER: N_("Register nonconformities"),
    Permission.NONCONFORMITY_STEER: N_("Find the cause of nonconformities, plan and begin measures"),
    Permission.NORM_EDIT: N_("Write service norms and their versions, record training on them"),
    Permission.NORM_READ: N_("Read service norms, and confirm the own training on them"),
    Permission.OUTAGE_WRITE: N_("Tell of outages of systems, say that they are over"),
    Permission.PAGE_REPLY: N_("Reply to what people say of pages"),
    Permission.PEOPLE_EDIT: N_("Create people, set roles, reset and end sign-ins"),
    Permission.PEOPLE_READ: N_("Look up people"),
    Permission.PLAN_EDIT: N_("Plan projects: tasks, dates, people, baselines"),
    Permission.PLAN_READ: N_("See the plans of projects"),
    Permission.PLAN_REPORT: N_("Report on tasks: how far they are, what holds them up"),
    Permission.PREPARATION_CHECK: N_("Check what was prepared before a service begins, add what shows it"),
    Permission.PREPARATION_EDIT: N_("Say what must stand before a service begins, and who sees to it"),
    Permission.PREPARATION_READ: N_("See what is prepared before a service begins"),
    Permission.PROJECT_EDIT: N_("Create projects and change them"),
    Permission.PROJECT_READ: N_("See projects"),
    Permission.PULSE_ASK: N_("Ask a team how it is doing, and read what all said together"),
    Permission.QUALIFICATION_EDIT: N_("Record the qualifications of inspectors"),
    Permission.QUALITY_MEETING_LEAD: N_("Prepare quality analysis meetings, write their minutes and decisions"),
    Permission.QUALITY_MEETING_READ: N_("Read quality analysis meetings"),
    Permission.RATE_EDIT: N_("Set hourly rates"),
    Permission.RATE_READ: N_("See hourly rates; a department head: of the own people"),
    Permission.RECOGNITION_DECIDE: N_("Grant or decline rewards that others proposed, see their amounts"),
    Permission.RECOGNITION_PROPOSE: N_("Propose rewards, record what teams do together"),
    Permission.REFERENCE_EDIT: N_("Edit reference tables"),
    Permission.REFERENCE_READ: N_("Read reference tables and their history"),
    Permission.REQUEST_CORRECT: N_("Correct moments in the log of service requests"),
    Permission.REQUEST_IMPORT: N_("Import service requests from other systems, save mappings"),
    Permission.REQUEST_READ: N_("See service requests"),
    Permission.REQUEST_REGISTER: N_("Register service requests"),
    Permission.REQUEST_VERIFY: N_("Verify service requests that others handled"),
    Permission.STRATEGY_EDIT: N_("Write what each stage of a customer's life wants"),
    Permission.TUNING_DECIDE: N_("Decide what is changed about a service channel, and judge it by its figures"),
    Permission.REQUEST_WORK: N_("Work on service requests: classify, hand over, answer, resolve, close"),
    Permission.RESOURCE_READ: N_("See material of projects, and the systems behind the service"),
    Permission.RESULTS_EXPORT: N_("Export results"),
    Permission.RESULTS_READ: N_("See results and charts"),
    Permission.REVIEW_DESIGN: N_("Change what reviews of projects ask and how groups weigh"),
    Permission.REVIEW_LEAD: N_("Open and close reviews of projects, invite who judges, enter risks, write the summary report"),
    Permission.REVIEW_RATE: N_("Judge projects in reviews one is invited to"),
    Permission.REVIEW_READ: N_("See closed reviews of projects and issued summary reports"),
    Permission.RISK_ACCEPT: N_("Accept risks that are graver than what is borne otherwise"),
    Permission.RISK_EXPORT: N_("Export the register of risks"),
    Permission.RISK_READ: N_("See the risks of projects"),
    Permission.RISK_REGISTER: N_("Register risks"),
    Permission.RISK_STEER: N_("Assess, answer, review and close risks; owned by oneself: everybody"),
    Permission.RISK_SWEEP: N_("Carry out sweeps for risks"),
    Permission.ROUND_LEAD: N_("Create, start and close inspection rounds"),
    Permission.ROUND_READ: N_("See inspection rounds and their progress"),
    Permission.ROUND_RELEASE: N_("Release the results of a round"),
    Permission.SERIES_EDIT: N_("Keep series of figures by hand"),
    Permission.SETTINGS_EDIT: N_("Change settings"),
    Permission.SETTINGS_READ: N_("Read settings and their history"),
    Permission.SHEET_DECIDE: N_("Decide contested items"),
    Permission.SHEET_READ: N_("Read scoring sheets"),
    Permission.SHEET_RESPOND: N_("Acknowledge or contest a result"),
    Permission.SHEET_REVISE: N_("Correct a submitted sheet as a revision"),
    Permission.SHEET_SCORE: N_("Score an assigned sheet"),
    Permission.SHEET_SETTLE_VETO: N_("Confirm or refuse a veto on another's sheet"),
    Permission.SUPPLY_EDIT: N_("Say what material a project needs, and what became of it"),
    Permission.SURVEY_DESIGN: N_("Write and confirm survey templates, edit the key words of themes"),
    Permission.SURVEY_EXPORT: N_("Export what customers answered"),
    Permission.SURVEY_READ: N_("See surveys, answers and satisfaction"),
    Permission.SURVEY_SEND: N_("Send surveys, enter answers given by telephone, sort texts into themes"),
    Permission.SURVEY_WITHDRAW: N_("Mark an answer as one that does not count"),
    Permission.STANDARD_EDIT: N_("Enter, revise and retire service standards"),
    Permission.STANDARD_READ: N_("Read service standards"),
    Permission.SUGGESTION_ASSESS: N_("Assess suggestions, record their effect and award"),
    Permission.SUGGESTION_WRITE: N_("Suggest an improvement"),
    Permission.SYSTEM_EDIT: N_("Register systems and who uses them"),
    Permission.TARGET_EDIT: N_("Enter teams and service records that can be inspected"),
    Permission.TEAM_READ: N_("See the team: training, load, what was achieved together; of people one may see"),
    Permission.TRAINING_EDIT: N_("Offer training, plan its sessions and record what came of them"),
    Permission.TEMPLATE_CONFIRM: N_("Confirm and retire checklists"),
    Permission.TEMPLATE_EDIT: N_("Import and edit checklists"),
    Permission.TEMPLATE_READ: N_("Read checklists"),
}
