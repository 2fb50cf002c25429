"""Where desk and network meet: read, call, record; one file a job."""
