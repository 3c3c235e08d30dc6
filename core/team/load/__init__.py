"""How much the plans ask of people in the coming weeks."""
