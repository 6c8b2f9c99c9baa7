"""Numbers: frames in, frames out; no files and no printing."""
