"""Formula families as pure functions: keyword arguments in SI, one source and one example each."""
