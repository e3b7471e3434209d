"""Incident notes: one Markdown file an incident, for machines in front and for people below."""
