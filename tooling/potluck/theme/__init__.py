"""The look that ships with Potluck: an engine's theme around the pages, and the templates that print what is inside."""
