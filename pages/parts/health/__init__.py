"""The health of the installation on the screen."""
