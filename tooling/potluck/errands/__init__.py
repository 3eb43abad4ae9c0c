"""What the commands do beyond looking: start a community, start a proposal, say something about one, show and serve."""
