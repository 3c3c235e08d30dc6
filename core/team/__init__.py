"""The people of the projects: what they learn, how they are appraised and thanked, how they are, and how much is asked of them."""
