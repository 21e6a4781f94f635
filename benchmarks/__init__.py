"""Side-by-side measurements. Run each as `python -m benchmarks.<name>`; none is a test."""
