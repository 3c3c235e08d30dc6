"""How every deed of writing in a sheet begins and ends: the sheet held for its inspector, the trail."""
