"""The final value of what several inspect: how their independent sheets become one result that counts once."""
