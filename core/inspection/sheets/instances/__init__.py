"""The instances for which a sheet answers its repeated checkpoints: service records, calls, sites."""
