"""Volume for measuring: tens of thousands of submitted sheets, inserted in bulk, scored by the one scoring rule."""
