"""Quality: what is aimed at (objectives, standards), what is found (checks, nonconformities), whether it got better (control charts, improvement)."""
