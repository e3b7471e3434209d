"""What can be acted on at Cloudflare: one file for each type of target."""
