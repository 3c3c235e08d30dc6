"""How deeds read in a record's timeline: who did what, one phrase a deed."""

from core.words import N_

PHRASES = {
    "approval:approve": N_("{who} approved this"),
    "approval:escalate": N_("The approval was taken to the next level"),
    "approval:reject": N_("{who} turned this down"),
    "approval:return": N_("{who} returned this"),
    "approval:submit": N_("{who} submitted this for approval"),
    "approval:withdraw": N_("{who} withdrew this from approval"),
    "comment:edit": N_("{who} changed a comment"),
    "comment:strike": N_("{who} struck a comment"),
    "comment:write": N_("{who} wrote a comment"),
    "demo:fill": N_("{who} filled this for a demonstration"),
    "followup:ask_extension": N_("{who} asked for more time"),
    "followup:attach": N_("{who} added a photo or file"),
    "followup:cancel": N_("{who} cancelled the follow-up"),
    "followup:decide_extension": N_("{who} decided about more time"),
    "followup:detach": N_("{who} removed a photo or file"),
    "followup:hand_over": N_("{who} handed the follow-up over"),
    "followup:judge": N_("{who} judged the effect"),
    "followup:open": N_("{who} opened the follow-up"),
    "followup:plan": N_("{who} wrote the measure"),
    "followup:report": N_("{who} reported this as done"),
    "followup:verify": N_("{who} verified what was done"),
    "project:create": N_("{who} created the project"),
    "project:update": N_("{who} changed the project"),
    "round:assign": N_("{who} assigned an inspector"),
    "round:close": N_("{who} closed the scoring"),
    "round:create": N_("{who} prepared the round"),
    "round:release": N_("{who} released the results"),
    "round:start": N_("{who} started the round"),
    "round:unassign": N_("{who} took an assignment back"),
    "sheet:acknowledge": N_("{who} acknowledged the result"),
    "sheet:answer": N_("{who} answered an item"),
    "sheet:attach": N_("{who} added a photo or file"),
    "sheet:contest": N_("{who} contested the result"),
    "sheet:decide": N_("{who} decided the contest"),
    "sheet:detach": N_("{who} removed a photo or file"),
    "sheet:note": N_("{who} wrote a note to an item"),
    "sheet:revise": N_("{who} began a correction"),
    "sheet:submit": N_("{who} submitted the sheet"),
    "template:confirm": N_("{who} confirmed the checklist"),
    "template:create": N_("{who} created the checklist"),
    "template:reopen": N_("{who} took the checklist back to draft"),
    "template:retire": N_("{who} retired the checklist"),
    "template:reweigh": N_("{who} changed the weights"),
    "template:try": N_("{who} put the checklist on trial"),
}
OTHER = N_("{who} changed this record")
"""For a deed that has no phrase yet."""
HOUSE = N_("The system")
"""Who does what nobody clicked."""
