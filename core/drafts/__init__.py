"""What somebody has typed into a long form and not sent yet: kept for that person alone, offered on return, swept after a while."""
