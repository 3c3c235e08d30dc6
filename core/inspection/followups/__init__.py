"""What an inspection finds wanting becomes a follow-up, and stands beside its item at the next inspection."""
