"""Water that moves over land: the domain, the solver, and what is attached to them."""
