"""A cheap look at every byte, so that the detectors see only the few blobs that matter."""
