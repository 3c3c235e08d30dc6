"""How many requests the coming weeks will bring, judged by what earlier weeks would have foretold; and which problems come back, so that somebody goes before they do."""
