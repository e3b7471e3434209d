"""One request over one connection, for whoever asks an API. The only package that imports httpx."""
