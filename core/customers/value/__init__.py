"""Lists of customers, and what they are worth: retention, churn, repurchase, value over a lifetime with its inputs."""
