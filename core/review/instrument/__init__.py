"""What a review asks: dimensions, questions and weights in versions; the one in data/reviews ships."""
