"""What pages say of material and systems."""
