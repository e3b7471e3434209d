"""A fire drill: a leak from start to end, with the real commands, against a Cloudflare on this machine."""
