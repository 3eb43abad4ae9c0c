"""What the processes of a crew do."""
