"""Any table or vector file, read into a raw frame in a process of its own."""
