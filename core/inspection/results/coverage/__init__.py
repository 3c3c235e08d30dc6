"""Who was inspected often enough to be judged, and who was not."""
