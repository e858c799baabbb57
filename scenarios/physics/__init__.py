"""Formula families as pure functions: keyword arguments in SI, one source and one example each.

A NaN in an argument gives NaN there. What an argument can never be raises ValueError, which names the
argument, the value and what is allowed (`scenarios.physics.arguments`).
"""
