"""The report for a browser: one file that loads nothing, runs no script and reads well on paper too."""
