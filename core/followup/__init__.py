"""One engine for whatever must be put right: rectification, corrective measures, risk steps, decisions, improvements.

It knows its sources as kind and id only. Somebody owns a follow-up, somebody else verifies it, and some time after
it was closed its effect is looked at.
"""
