"""From a customer's need to an approved project: the application and its approval, the charter with its scope, and everybody concerned."""
