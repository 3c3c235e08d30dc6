"""What open texts are about: themes found by their key words, or said by somebody of the staff."""
