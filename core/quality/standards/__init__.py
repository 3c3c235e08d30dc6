"""Service standards: numbers to be kept, in dated versions. What was checked by an older version stays judged by it."""
