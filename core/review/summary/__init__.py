"""The summary report of a project in five sections, frozen when issued."""
