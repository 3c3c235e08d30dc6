"""What an operator needs: is it ready, is it well, is there a backup and can it be brought back."""
