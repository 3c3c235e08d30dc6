"""What of training, appraisals and pulses waits for one person."""
