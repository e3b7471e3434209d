"""GitHub's REST API: incidents and a pull-request comment. Loaded only when one of them is asked for."""
