"""Translation engines, one file a protocol, behind one shape."""
