"""Made-up communities with and without a brigade: how often an audit finds one, and how often it accuses nobody's."""
