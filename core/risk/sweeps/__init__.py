"""Regular sweeps: somebody looked for risks on a project in one of its phases, and what came of it."""
