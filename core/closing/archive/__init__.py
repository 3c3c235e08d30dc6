"""What of a project is kept, in five classes, and the library of closed projects."""
