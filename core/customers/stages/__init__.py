"""Where the relation with a customer stands: judged by a rule, set by hand with a reason, lost and won back."""
