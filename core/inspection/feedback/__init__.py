"""The result reaches the inspected side in time: until when it is due, who is told, how often that was kept."""
