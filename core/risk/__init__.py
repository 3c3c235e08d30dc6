"""What may happen to a project and what is done about it: assessed anew and anew, answered, watched; what happened, kept with its price."""
