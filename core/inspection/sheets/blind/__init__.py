"""Blind scoring of contested items: whose answers and sums stay hidden from whom, until she has scored them herself."""
