"""The arithmetic of fairness, each from its published source. Pure: numbers in, frozen values out.

`ratings` what was scored by whom; `agreement` how far raters agree; `severity` who scores higher or lower than the
others; `nested` the same where raters never met the same object; `chance` what chance alone would do.
"""
