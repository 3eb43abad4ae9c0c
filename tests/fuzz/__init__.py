"""Fuzzing: millions of files that nobody would write, to find the one that trips us. `make fuzz` runs it."""
