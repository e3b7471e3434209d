"""What is done about a leak: planned as values, shown, journalled, applied, confirmed, written down."""
