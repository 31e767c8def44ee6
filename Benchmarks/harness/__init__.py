"""The benchmarks that `Benchmarks/run` starts, and what they share."""
