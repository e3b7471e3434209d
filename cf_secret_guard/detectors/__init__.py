"""What a Cloudflare credential looks like: one file per family, and the evidence that tells it from its look-alikes."""
