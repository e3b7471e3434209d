"""What a GitHub Action runs: an event becomes a range to scan, and a report what a runner understands."""
