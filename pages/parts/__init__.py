"""What pages are made of: the frame, the desk, the words, the theme, and each room's forms and charts."""
